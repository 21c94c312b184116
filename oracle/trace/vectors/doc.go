// Package vectors has the conformance vectors of judges of traces (docs/TRACE-FORMAT.md): traces of runs, good and with
// one thing gone wrong, and what is to be said of them. Who judges traces in another language holds that against them;
// who only writes traces reads in them what is a good one.
package vectors
