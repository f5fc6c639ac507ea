// A calibration thread as it is, but one that dies in the middle of a job; what is imported first hears of a job first.
import './die-when-asked.ts';
import '../../src-main/worker/calibration-entry.ts';
