/** segwasm/io: image files as bytes in and bytes out, the same in every engine. */
export { readColorTable, writeColorTable } from "./color-table.js";
export { writeColourPng } from "./colour-segments.js";
export { type ContourSet, readContours, writeContours } from "./contours.js";
export { withReference } from "./dicom/refer.js";
export type {
  FileParts,
  Folder,
  FolderFile,
  Format,
  GivenFile,
  ImageFile,
  Limits,
  ReadOptions,
  Selection,
  Siblings,
  Writable,
  WriteFolderOptions,
  WriteOptions,
} from "./file.js";
export { DEFAULT_LIMITS } from "./file.js";
export { openFiles } from "./files.js";
export { openFolder } from "./folder.js";
export { type Hyperstack, holdsAxes, isHyperstack, type Meaning, onlyImage } from "./hyperstack.js";
export type { Legend } from "./legend.js";
export { lostParts } from "./loss.js";
export { type MeshPart, safeNames, writeGlbParts, writeObjParts } from "./mesh/parts.js";
export { type MeshFile, type ReadMeshOptions, readMesh, sniffMesh } from "./mesh/read.js";
export type { Triangles } from "./mesh/world.js";
export { MESH_FORMATS, type MeshFormat, meshFormatOfName, type WriteMeshOptions, writeMesh } from "./mesh/write.js";
export {
  FORMAT_NAMES,
  formatOfName,
  isSegmentationName,
  SEGMENTATION_ENDINGS,
  WRITABLE_ENDINGS,
  writeOptionsOfName,
} from "./names.js";
export { openImage } from "./open.js";
export { isOsirix, readOsirix } from "./osirix.js";
export { writeParquet } from "./parquet.js";
export { encodePng, type Pixels } from "./png/write.js";
export { labelmapOf } from "./prepare.js";
export { reorient } from "./reorient.js";
export type { SegmentParts } from "./segment-parts.js";
export { openSegmentation, type WriteSegmentationOptions, writeSegmentation } from "./segmentation.js";
export { readSliceOmatic } from "./slice-o-matic.js";
export { sniffFormat } from "./sniff.js";
export {
  type Column,
  columnHeader,
  type MeasuredAs,
  stackTables,
  type Table,
  tableRecords,
  writeCsv,
  writeMarkdown,
  writeTableJson,
} from "./table.js";
export { type ReadVtmOptions, readSegVtm } from "./vtk/segments.js";
export { writeImage } from "./write.js";
export { writeFolder } from "./write-folder.js";
