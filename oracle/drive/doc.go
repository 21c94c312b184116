// Package drive runs a group of nodes that are programs of somebody else's, in any language, is the network between
// them, and judges every step they make (docs/ORACLE.md). It is "quesera drive".
//
// A node is a process that reads inputs from its standard input and writes what it does to its standard output, one
// flat JSON object a line (oracle/lockstep). It is driven as a machine of model/sim: a transition is an input and
// what the node does with it, up to the line that says that it is done. So the network, the faults, the schedules,
// the traces and the search for shorter runs are those of "quesera sim", and a run depends on nothing but its
// choices as far as the nodes do.
//
// A Pool keeps the processes. One that says so can be told to begin anew, which makes the search for a shorter run
// fast; what it finds is played once more by processes of its own. Each has a deadline for each input, bounds for
// what it writes, and ends with us.
package drive
