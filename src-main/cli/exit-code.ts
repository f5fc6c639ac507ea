export const EXIT_DONE = 0;
/** Some or all inputs failed; each was named on stderr with its reason. */
export const EXIT_INPUTS_FAILED = 1;
/** Refused before any work: wrong usage, or a calibration that cannot be used. */
export const EXIT_USAGE = 2;
/** As shells report a process stopped by Ctrl+C. */
export const EXIT_CANCELLED = 130;
