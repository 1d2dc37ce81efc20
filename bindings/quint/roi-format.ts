/** "Iout", the first bytes of a selection of ImageJ. */
export const ROI_MAGIC = 0x496f7574;
/** Bytes before the points or the path. */
export const ROI_HEADER = 64;
export const ROI_POLYGON = 0;
export const ROI_RECTANGLE = 1;
