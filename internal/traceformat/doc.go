// Package traceformat reads and writes traces of runs as JSON Lines (docs/TRACE-FORMAT.md). It knows the form of a
// line. Which protocols there are, and which members of a header they allow, it is told (Protocol); what
// a run may do is judged by oracle/trace.
//
// It is a leaf, so that the models can write what oracle/trace reads without either importing the other.
package traceformat
