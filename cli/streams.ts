/** Standard output or error, with its failures kept instead of thrown. */
export class StandardStream {
  private failure: string | undefined;
  private closed = false;
  private pending: Promise<void> = Promise.resolve();

  constructor(private readonly stream: NodeJS.WriteStream) {
    stream.on("error", (error: NodeJS.ErrnoException) => this.failed(error));
  }

  write(text: string): void {
    if (this.closed || text === "") return;
    this.pending = this.pending.then(
      () =>
        new Promise((resolve) => {
          if (this.closed) return resolve();
          this.stream.write(text, (error) => {
            if (error) this.failed(error as NodeJS.ErrnoException);
            resolve();
          });
        }),
    );
  }

  /** Waits until everything is written. Returns why it could not be; undefined also where the reader has just gone. */
  async flush(): Promise<string | undefined> {
    await this.pending;
    return this.failure;
  }

  /** A reader that has gone (`| head`) has what it wanted; a full disk is a failure. */
  private failed(error: NodeJS.ErrnoException): void {
    this.closed = true;
    if (error.code !== "EPIPE")
      this.failure ??= error.code === "ENOSPC" ? "the disk is full" : (error.code ?? error.message);
  }
}
