/** Threads of the rows that are measured with several. */
export const THREADS = 2;

/** What is timed of our own in every row; peers come after it. */
export const OURS = {
  /** The work on objects that lie in linear memory already. */
  kernel: "kernel",
  /** The same on several threads. */
  threads: `${THREADS} threads`,
  /** The public function, copies included. */
  call: "call",
  /** Copying the input in and the result out. */
  copies: "copies",
  memcpy: "memcpy",
} as const;
