"""Writes packed.json: DICOM files whose frames are JPEG 2000 (high-throughput too), JPEG-LS, lossless JPEG and JPEG of 12 bits, or whose colours are coded, with
the values they hold.

JPEG 2000 and JPEG-LS are written by OpenJPEG, OpenJPH and CharLS (imagecodecs), lossless JPEG here, straight from ITU-T T.81: all
predictors, scans for all components or one each, restarts, left-out bits. Every frame is read back by imagecodecs, whose
values are the expected ones; where nothing is lost they are those that were packed.

    python test/golden/packed.py
"""
import base64
import io
import json
import pathlib
import struct

import imagecodecs
import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_color_lut, convert_color_space, pixel_array
from seeded import random_integers

HERE = pathlib.Path(__file__).parent
PREFIX = "1.2.840.10008.1.2"
ENDS = {"j2k": ".4.90", "jls": ".4.80", "ljpeg": ".4.70", "htj2k": ".4.203", "jpeg": ".4.51", "plain": ".1", "rle": ".5"}
SHAPE = (11, 17)


def picture(bits, samples=1, seed=1):
    """A ramp with noise, over the whole range."""
    most = 2**bits - 1
    ramp = np.add.outer(np.arange(SHAPE[0]) * 3, np.arange(SHAPE[1])) / (3 * SHAPE[0] + SHAPE[1])
    planes = [np.roll(ramp, 2 * s, 1) * most * 0.9 for s in range(samples)]
    noise = random_integers(seed, (*SHAPE, samples), 0, max(1, most // 16), "int64")
    values = np.clip(np.stack(planes, -1).astype("int64") + noise, 0, most)
    return values.astype("uint8" if bits <= 8 else "uint16").squeeze()


def bits_of(codes):
    """Bytes of entropy-coded bits: filled up with ones, and FF followed by 00."""
    text = "".join(codes)
    text += "1" * (-len(text) % 8)
    return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8)).replace(b"\xff", b"\xff\0")


def predicted(plane, y, x, predictor, first):
    a, b, c = (int(plane[y, x - 1]) if x else 0), (int(plane[y - 1, x]) if y else 0), 0
    if x == 0:
        return b if y else first
    if y == 0:
        return a
    c = int(plane[y - 1, x - 1])
    return [0, a, b, c, a + b - c, a + (b - c >> 1), b + (a - c >> 1), a + b >> 1][predictor]


def code(difference):
    """Five bits of category, of which there are 17, then as many bits."""
    difference = (difference + 32767) % 65536 - 32767
    category = abs(difference).bit_length()
    if category in (0, 16):
        return f"{category:05b}"
    return f"{category:05b}" + f"{difference if difference > 0 else difference + 2**category - 1:0{category}b}"


def segment(marker, body):
    return struct.pack(">BBH", 255, marker, len(body) + 2) + body


def ljpeg(image, bits, predictor=1, apart=False, rows=0, shift=0):
    planes = image.reshape(*SHAPE, -1).astype("int64") >> shift
    samples = planes.shape[-1]
    first = 2 ** (bits - shift - 1)

    frame = struct.pack(">BHHB", bits, *SHAPE, samples) + b"".join(bytes([i + 1, 0x11, 0]) for i in range(samples))
    # All 17 categories as codes of five bits.
    table = bytes([0, 0, 0, 0, 0, 17, *[0] * 11, *range(17)])
    out = b"\xff\xd8" + segment(0xC3, frame) + segment(0xC4, table)
    if rows:
        out += segment(0xDD, struct.pack(">H", rows * SHAPE[1]))
    for scan in [[i] for i in range(samples)] if apart else [list(range(samples))]:
        head = bytes([len(scan)]) + b"".join(bytes([i + 1, 0]) for i in scan) + bytes([predictor, 0, shift])
        out += segment(0xDA, head)
        step = rows or SHAPE[0]
        for n, top in enumerate(range(0, SHAPE[0], step)):
            part = planes[top : top + step]
            codes = [
                code(int(part[y, x, i]) - predicted(part[:, :, i], y, x, predictor, first))
                for y in range(len(part))
                for x in range(SHAPE[1])
                for i in scan
            ]
            out += (bytes([255, 0xD0 + (n - 1) % 8]) if n else b"") + bits_of(codes)
    return out + b"\xff\xd9"


def htj2k_decode(packed):
    """Components that are no colours come as planes."""
    image = imagecodecs.htj2k_decode(packed)
    return np.moveaxis(image, 0, -1) if image.ndim == 3 and image.shape[1:] == SHAPE else image


DECODERS = {"j2k": imagecodecs.jpeg2k_decode, "jls": imagecodecs.jpegls_decode, "htj2k": htj2k_decode,
            "jpeg": imagecodecs.jpeg8_decode}


def dicom(kind, frames, image, stored, signed=0, photometric=None, pixel_data=None, **elements):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = PREFIX + ENDS[kind], "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = meta.MediaStorageSOPClassUID, "1.2.3"
    dataset.Rows, dataset.Columns = SHAPE
    dataset.SamplesPerPixel = image.shape[2] if image.ndim == 3 else 1
    dataset.PhotometricInterpretation = photometric or ("RGB" if image.ndim == 3 else "MONOCHROME2")
    if image.ndim == 3:
        dataset.PlanarConfiguration = 0
    if len(frames) > 1:
        dataset.NumberOfFrames = len(frames)
    dataset.BitsAllocated = 8 * image.dtype.itemsize
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = stored, stored - 1, signed
    dataset.PixelData = pixel_data or encapsulate(frames)
    dataset["PixelData"].VR = "OB"
    for name, value in elements.items():
        setattr(dataset, name, value)
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


CASES = {}


def case(name, kind, image, packed, stored=None, lossless=True, expected=None, **more):
    """One frame; `expected` where the file says of the values something else than the packed frame does."""
    if kind in DECODERS:
        read = DECODERS[kind](packed)
        assert not lossless or np.array_equal(read, image), name
        image = read
    values = image if expected is None else expected
    CASES[name] = {
        "base64": base64.b64encode(dicom(kind, [packed], image, stored or 8 * image.dtype.itemsize, **more)).decode(),
        "dtype": str(values.dtype),
        "values": base64.b64encode(values.tobytes()).decode(),
        # The wavelets of lossy JPEG 2000 are floats, rounded in the decoder's own order.
        "tolerance": 0 if lossless or kind not in ("j2k", "htj2k") else 1,
    }


def j2k(image, **more):
    return imagecodecs.jpeg2k_encode(image, **{"codecformat": "j2k", "reversible": True, "level": 0, **more})


byte, word, colour = picture(8), picture(16, seed=2), picture(8, 3, seed=3)
twelve = picture(12, seed=4)
signed = (twelve.astype("int32") - 2048).astype("int16")
small = (byte.astype("int16") - 128).astype("int8")
case("JPEG 2000, bytes", "j2k", byte, j2k(byte))
case("JPEG 2000, words", "j2k", word, j2k(word))
case("JPEG 2000, 12 bits", "j2k", twelve, j2k(twelve, bitspersample=12), 12)
case("JPEG 2000, signed words", "j2k", signed, j2k(signed), 16, signed=1)
case("JPEG 2000, signed bytes", "j2k", small, j2k(small), 8, signed=1)
lifted = j2k(twelve, bitspersample=12)
case("JPEG 2000, unsigned values of a signed file", "j2k", twelve, lifted, 12, signed=1,
     expected=np.where(twelve > 2047, twelve.astype("int32") - 4096, twelve).astype("int16"))
case("JPEG 2000, signed values of an unsigned file", "j2k", signed, j2k(signed), 16, expected=signed.view("uint16"))
case("JPEG 2000, colours", "j2k", colour, j2k(colour, mct=True), photometric="YBR_RCT")
case("JPEG 2000, colours as they are", "j2k", colour, j2k(colour, mct=False))
case("JPEG 2000, lossy colours", "j2k", colour, j2k(colour, mct=True, reversible=False, level=40), lossless=False,
     photometric="YBR_ICT")
tiled = io.BytesIO()
Image.fromarray(byte).save(tiled, "JPEG2000", no_jp2=True, tile_size=(8, 8), num_resolutions=2)
case("JPEG 2000, tiles", "j2k", byte, tiled.getvalue())
case("JPEG 2000 in the boxes of a file", "j2k", word, j2k(word, codecformat="jp2"))
deep = picture(16, 3, seed=6)
for way, turned, photometric in (("", True, "YBR_RCT"), (" as they are", False, None)):
    case(f"JPEG 2000, colours of 16 bits{way}", "j2k", deep, j2k(deep, mct=turned), photometric=photometric)
ht = imagecodecs.htj2k_encode
for name, image in (("bytes", byte), ("words", word)):
    case(f"high-throughput JPEG 2000, {name}", "htj2k", image, ht(image))
case("high-throughput JPEG 2000, signed words", "htj2k", signed, ht(signed), 16, signed=1)
case("high-throughput JPEG 2000, signed bytes", "htj2k", small, ht(small), 8, signed=1)
case("high-throughput JPEG 2000, colours", "htj2k", colour, ht(colour, rgb=True), photometric="YBR_RCT")
case("high-throughput JPEG 2000, colours as they are", "htj2k", colour, ht(colour, rgb=False))
case("high-throughput JPEG 2000, colours of 16 bits", "htj2k", deep, ht(deep, rgb=True), photometric="YBR_RCT")
case("high-throughput JPEG 2000, tiles", "htj2k", word, ht(word, tile=(8, 8), resolutions=2))
case("high-throughput JPEG 2000, lossy", "htj2k", byte, ht(byte, reversible=False, level=0.01), lossless=False)
case("JPEG-LS, bytes", "jls", byte, imagecodecs.jpegls_encode(byte))
case("JPEG-LS, words", "jls", word, imagecodecs.jpegls_encode(word))
words = signed.view("uint16")
case("JPEG-LS, signed words", "jls", words, imagecodecs.jpegls_encode(words), 16, signed=1, expected=signed)
case("JPEG-LS, colours", "jls", colour, imagecodecs.jpegls_encode(colour))
case("JPEG-LS, nearly lossless", "jls", byte, imagecodecs.jpegls_encode(byte, level=3), lossless=False)
for predictor in range(1, 8):
    case(f"lossless JPEG, predictor {predictor}", "ljpeg", word, ljpeg(word, 16, predictor))
def flat_blocks(restart):
    """A JPEG of 12 bits whose blocks have one value each: means behind each other, then the end of the block."""
    means = random_integers(7, ((SHAPE[0] + 7) // 8 * ((SHAPE[1] + 7) // 8),), -1800, 1800, "int64").tolist()
    counts = bytes([0, 0, 0, 0, 16] + 11 * [0])
    out = b"\xff\xd8" + segment(0xDB, b"\0" + bytes([8]) + bytes(63 * [1])) + segment(0xC4, b"\0" + counts + bytes(range(16)))
    out += segment(0xC4, b"\x10" + bytes([0, 1] + 14 * [0]) + b"\0") + segment(0xDD, struct.pack(">H", restart))
    out += segment(0xC1, struct.pack(">BHHB", 12, *SHAPE, 1) + b"\1\x11\0") + segment(0xDA, b"\1\1\0\0\x3f\0")
    for first in range(0, len(means), restart):
        part = means[first : first + restart]
        marker = bytes([255, 0xD0 + (first // restart - 1) % 8]) if first else b""
        out += marker + bits_of([code(b - a) + "00" for a, b in zip([0, *part], part)])
    return out + b"\xff\xd9"


for name, level in (("", 90), (", nearly as it was", 100), (", coarse", 8)):
    packed = imagecodecs.jpeg8_encode(twelve, level=level, bitspersample=12, optimize=level == 100)
    case(f"JPEG of 12 bits{name}", "jpeg", twelve, packed, 12, lossless=False)
case("JPEG of 12 bits, restarts", "jpeg", twelve, flat_blocks(2), 12, lossless=False)
case("lossless JPEG, bytes", "ljpeg", byte, ljpeg(byte, 8))
case("lossless JPEG, 12 bits, signed", "ljpeg", twelve, ljpeg(twelve, 12, 6), 12, signed=1,
     expected=np.where(twelve > 2047, twelve.astype("int32") - 4096, twelve).astype("int16"))
case("lossless JPEG, colours", "ljpeg", colour, ljpeg(colour, 8, 4))
case("lossless JPEG, a scan for each colour", "ljpeg", colour, ljpeg(colour, 8, 7, apart=True))
case("lossless JPEG, restarts", "ljpeg", word, ljpeg(word, 16, 5, rows=4))
case("lossless JPEG, two bits left out", "ljpeg", word >> 2 << 2, ljpeg(word, 16, 1, shift=2))
spread = np.where(np.add.outer(np.arange(SHAPE[0]), np.arange(SHAPE[1])) % 2, 32768, 0).astype("uint16")
case("lossless JPEG, differences of 16 bits", "ljpeg", spread, ljpeg(spread, 16))
for name in ("lossless JPEG, predictor 1", "lossless JPEG, predictor 6", "lossless JPEG, bytes"):
    stream = pydicom.dcmread(io.BytesIO(base64.b64decode(CASES[name]["base64"]))).PixelData
    frame = next(pydicom.encaps.generate_frames(stream, number_of_frames=1))
    assert imagecodecs.jpegsof3_decode(frame).tobytes() == base64.b64decode(CASES[name]["values"]), name

pair = [j2k(word), j2k(word[::-1].copy())]
for name, table in (("with a table of offsets", True), ("without one", False)):
    parts = encapsulate(pair, fragments_per_frame=3, has_bot=table)
    CASES[f"two frames in three parts each, {name}"] = {
        "base64": base64.b64encode(dicom("j2k", pair, word, 16, pixel_data=parts)).decode(),
        "dtype": "uint16",
        "values": base64.b64encode(np.stack([word, word[::-1]]).tobytes()).decode(),
        "tolerance": 0,
    }

def coded(name, kind, stored, image, expected, **more):
    """Colours that are stored as something else; what they are is pydicom's to say."""
    file = dicom(kind, [stored], image, 8 * image.dtype.itemsize, **more)
    values = expected(pydicom.dcmread(io.BytesIO(file)))
    CASES[name] = {
        "base64": base64.b64encode(file).decode(),
        "dtype": str(values.dtype),
        "values": base64.b64encode(values.tobytes()).decode(),
        "tolerance": 0,
    }


rgb = lambda dataset: convert_color_space(pixel_array(dataset, raw=True), "YBR_FULL", "RGB")
looked_up = lambda dataset: apply_color_lut(dataset.pixel_array, dataset)


def tables(words, first, bits, segmented=False):
    """Elements of three tables, each turned against the others."""
    elements = {}
    for turn, channel in enumerate(("Red", "Green", "Blue")):
        name = f"{'Segmented' if segmented else ''}{channel}PaletteColorLookupTableData"
        values = words if segmented else np.roll(words, 31 * turn)
        elements[name] = values.tobytes()
        elements[f"{channel}PaletteColorLookupTableDescriptor"] = [len(words) if not segmented else 200, first, bits]
    return elements


wide = picture(8, 3, seed=5)[:, :16]
coded("YBR_FULL", "plain", None, colour, rgb, photometric="YBR_FULL", pixel_data=colour.tobytes() + b"\0")
planes = np.moveaxis(colour, 2, 0).tobytes() + b"\0"
coded("YBR_FULL in planes", "plain", None, colour, rgb, photometric="YBR_FULL", pixel_data=planes, PlanarConfiguration=1)
def run_length(image):
    """Each sample is a segment of literal runs, at most 128 bytes long."""
    out, starts = b"", []
    for plane in np.moveaxis(image, 2, 0):
        data = plane.tobytes()
        starts.append(64 + len(out))
        runs = [data[i : i + 128] for i in range(0, len(data), 128)]
        segment = b"".join(bytes([len(run) - 1]) + run for run in runs)
        out += segment + b"\0" * (len(segment) % 2)
    return struct.pack("<16I", len(starts), *starts, *[0] * (15 - len(starts))) + out


coded("YBR_FULL in run lengths", "rle", run_length(colour), colour, rgb, photometric="YBR_FULL")
halves = np.concatenate([wide[:, 0::2, :1], wide[:, 1::2, :1], wide[:, 0::2, 1:]], 2).tobytes()
coded("YBR_FULL_422", "plain", None, wide, rgb, photometric="YBR_FULL_422", pixel_data=halves, Columns=16)
ramp = np.arange(0, 51200, 256, dtype="uint16")
palette = {"photometric": "PALETTE COLOR", "pixel_data": byte.tobytes() + b"\0"}
coded("PALETTE COLOR, words", "plain", None, byte, looked_up, **palette, **tables(ramp, 20, 16))
coded("PALETTE COLOR, bytes", "plain", None, byte, looked_up, **palette, **tables((ramp >> 8).astype("uint8"), 0, 8))
parts = np.array([0, 3, 9, 500, 700, 1, 97, 65535, 1, 100, 35], dtype="uint16")
coded("PALETTE COLOR, segments", "plain", None, byte, looked_up, **palette, **tables(parts, 0, 16, True))

result = {
    "made by": f"imagecodecs {imagecodecs.__version__}, pydicom {pydicom.__version__}",
    "tolerance": "1 grey level of lossy JPEG 2000 (high-throughput too), whose wavelets are floats; none of all others",
    "shape": list(SHAPE),
    "cases": CASES,
}
(HERE / "packed.json").write_text(json.dumps(result, indent=1) + "\n")
