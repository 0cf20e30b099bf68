// Pictures: made smaller before they travel, unless the original is wanted or the browser cannot read them (HEIC).

export const LONGEST = 2560;
/** The largest file that the server takes, in bytes; the settings say the same. */
export const MAX_BYTES = 20 * 1024 * 1024;

/** The size after shrinking to `LONGEST` on the longer side: {width, height, shrinks}. */
export function fitted(width, height, longest = LONGEST) {
  const larger = Math.max(width, height);
  if (larger <= longest) return { width, height, shrinks: false };
  return { width: Math.max(1, Math.round((width * longest) / larger)), height: Math.max(1, Math.round((height * longest) / larger)), shrinks: true };
}

/** Shrinks a picture file to JPEG; gives the file itself back when that would not help. Rotation from EXIF is applied. */
export async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || typeof createImageBitmap !== "function") return file;
  let bitmap;
  try { bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
  const size = fitted(bitmap.width, bitmap.height);
  if (!size.shrinks) { bitmap.close(); return file; }
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0, size.width, size.height);
  bitmap.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
  return blob && blob.size < file.size ? blob : file;
}
