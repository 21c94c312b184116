// Package play is the one path from a command line to a run that is judged, for every machine there is.
//
// A protocol's room has a function that defines its settings in a Flags and returns what builds a Simulation of them.
// Settings that all simulations share (the seed, the network) are defined by methods of Flags. Each setting is a flag,
// a member of the summary in JSON, and a word of the line that replays the run, in the order of definition. Play then
// runs the Simulation. The catalogue lists these functions, and "quesera sim" is the command line and the printing.
//
// This package knows no protocol: what is wrong with a run, or open, is for the Simulation to say.
package play
