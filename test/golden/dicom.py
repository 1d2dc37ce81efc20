"""Writes dicom.json: enhanced multi-frame files made by pydicom, with the volume they hold.

Frames are stored out of order; where they lie and how they are scaled stands in functional groups, shared or for each
frame. Expected values are slope times stored plus intercept in the order of space; geometry is in LPS, in the order x, y, z.

    python test/golden/dicom.py
"""
import base64
import io
import json
import pathlib

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

HERE = pathlib.Path(__file__).parent
CLASSES = {"CT": "1.2.840.10008.5.1.4.1.1.2.1", "MR": "1.2.840.10008.5.1.4.1.1.4.1"}
ORDER = [3, 0, 4, 1, 2]
ROW, COLUMN = np.array([0.8, 0.6, 0.0]), np.array([0.0, 0.0, -1.0])
ORIGIN, SPACING, STEP = np.array([-20.5, 11.25, 40.0]), (0.5, 0.75), 2.5


def item(**elements):
    dataset = Dataset()
    for name, value in elements.items():
        setattr(dataset, name, value)
    return dataset


def base(kind, stored):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = CLASSES[kind]
    meta.MediaStorageSOPInstanceUID = f"1.2.3.{kind == 'CT'}".replace("True", "1").replace("False", "2")
    dataset = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    dataset.PatientName, dataset.PatientID, dataset.StudyInstanceUID = "Doe^J", "P1", "1.2.3.4"
    dataset.SeriesInstanceUID, dataset.FrameOfReferenceUID, dataset.Modality = "1.2.3.4.5", "1.2.3.4.9", kind
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = stored.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.PixelData = stored.tobytes()
    return dataset


def enhanced(kind):
    """CT: everything but positions is shared. MR: everything stands with its frame, each scaled in its own way."""
    volume = np.arange(5 * 4 * 3, dtype="uint16").reshape(5, 4, 3) * 37 % 4096
    normal = np.cross(ROW, COLUMN)
    dataset = base(kind, volume[ORDER])
    directions = [*ROW.tolist(), *COLUMN.tolist()]
    measures = item(SliceThickness=9, SpacingBetweenSlices=STEP, PixelSpacing=list(SPACING))
    orientation = item(ImageOrientationPatient=directions)
    scale = lambda z: (2, -1024) if kind == "CT" else (0.5 + z, z - 1)
    transformation = lambda z: item(RescaleSlope=scale(z)[0], RescaleIntercept=scale(z)[1], RescaleType="US")
    shared, frames = Dataset(), []
    for z in ORDER:
        frame = item(PlanePositionSequence=Sequence([item(ImagePositionPatient=(ORIGIN + z * STEP * normal).tolist())]))
        own = shared if kind == "CT" else frame
        own.PixelMeasuresSequence, own.PlaneOrientationSequence = Sequence([measures]), Sequence([orientation])
        own.PixelValueTransformationSequence = Sequence([transformation(z)])
        frames.append(frame)
    dataset.SharedFunctionalGroupsSequence = Sequence([shared])
    dataset.PerFrameFunctionalGroupsSequence = Sequence(frames)
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    values = [(volume[z].astype(float) * scale(z)[0] + scale(z)[1]).ravel().tolist() for z in range(5)]
    return {
        "base64": base64.b64encode(file.getvalue()).decode(),
        "shape": list(volume.shape),
        "values": [value for plane in values for value in plane],
        "origin": ORIGIN.tolist(),
        "spacing": [SPACING[1], SPACING[0], STEP],
        "directions": [ROW.tolist(), COLUMN.tolist(), normal.tolist()],
    }


result = {"made by": f"pydicom {pydicom.__version__}", "tolerance": "none", **{kind: enhanced(kind) for kind in CLASSES}}
(HERE / "dicom.json").write_text(json.dumps(result, indent=1) + "\n")
