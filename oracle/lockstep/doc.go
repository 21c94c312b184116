// Package lockstep judges nodes step by step while they run: each input of a node, and what the node does with it, is
// held against TLC and QSC3 at once (docs/ORACLE.md).
//
// What nodes do is written as events of a trace (docs/TRACE-FORMAT.md), and held against the rules of oracle/trace.
// Lock-step adds what a trace cannot show. A trace may end anywhere, and so a node that is silent breaks no rule of
// it. Here a node says when it is done with an input, and then must have done all that the input calls for. And the
// network is known: a node receives only what was brought to it, and takes in at once what it can.
//
// Session is the judge; Serve is "quesera oracle", the judge of a group that somebody else drives; the messages
// between "quesera drive" and the programs that it drives stand in wire.go. All of them are flat JSON objects, one
// a line.
package lockstep
