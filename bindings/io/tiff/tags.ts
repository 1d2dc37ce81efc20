/** TIFF tags that are read or written, by the names of the standard. */
export const TAG = {
  NewSubfileType: 254,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  PhotometricInterpretation: 262,
  FillOrder: 266,
  ImageDescription: 270,
  StripOffsets: 273,
  Orientation: 274,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  XResolution: 282,
  YResolution: 283,
  PlanarConfiguration: 284,
  /** Of fax group 3: whether rows are differences from the one above. */
  T4Options: 292,
  ResolutionUnit: 296,
  Predictor: 317,
  ColorMap: 320,
  TileWidth: 322,
  TileLength: 323,
  TileOffsets: 324,
  TileByteCounts: 325,
  SubIFDs: 330,
  ExtraSamples: 338,
  SampleFormat: 339,
  /** Tables that all JPEG blocks of a page share. */
  JPEGTables: 347,
  /** UIC2 of MetaMorph: a count per plane. */
  MetaMorphPlanes: 33629,
  /** Lengths of the parts of ImageJ's metadata, and the parts. */
  ImagejByteCounts: 50838,
  ImagejMetadata: 50839,
} as const;

/** Field types of directory entries. */
export const TYPE = { BYTE: 1, ASCII: 2, SHORT: 3, LONG: 4, RATIONAL: 5, IFD: 13, LONG8: 16, IFD8: 18 } as const;

/** Bytes per value of each field type; types that are not listed are passed over. */
export const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

export const COMPRESSION = {
  none: 1,
  faxRuns: 2,
  fax3: 3,
  fax4: 4,
  lzw: 5,
  jpeg: 7,
  deflate: 8,
  oldDeflate: 32946,
  packBits: 32773,
  zstd: 50000,
} as const;

/** Compressions that are named when refused. */
export const OTHER_COMPRESSIONS: Readonly<Record<number, string>> = {
  6: "old-style JPEG",
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  50001: "WebP",
};
