/** `root:/path/inside`: a file that this client may see. Never a path of the host. */
export type FileRef = string;
