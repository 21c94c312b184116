// Package appendix runs the Promela that the paper prints in its appendix B, by the command that stands beside it, as
// it is and with faults planted in it, to see what that command notices. The listing is the paper's and no part of the
// project: it is read where the paper is, and mended where printing has damaged it. docs/APPENDIX-B.md says what came
// of it.
package appendix
