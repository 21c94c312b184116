// Package traceformat reads and writes traces of TLC and QSC3 runs as JSON Lines
// (docs/TRACE-FORMAT.md). It knows the form of a line and nothing of the protocols:
// what a run may do is judged by oracle/trace.
//
// It is a leaf, so that model/sim can write what oracle/trace reads without either
// importing the other.
package traceformat
