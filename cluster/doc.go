// Package cluster searches a spec breadth first on many machines: each level is one pipeline of Apache Beam, which
// shares out the work, carries the successors and begins again what a lost machine did not finish. It finds what
// package explore finds, and the same shortest runs, as it is an engine of it (explore.Engine).
//
// States lie in a folder that all machines read and write, in buckets by their hash. A file holds states of one level
// and bucket in ascending order, each once. Level d is made into level d+1 so:
//
//  1. Each file of level d is read by somebody, who judges its states and finds their successors (explore.Packed).
//  2. Successors are sent in batches to their buckets. (GroupByKey)
//  3. Of each bucket, somebody collects the batches, sorts the states, and leaves out what the files of earlier levels
//     in this bucket have. What is left is a new file, under a name that nobody else gives.
//  4. The names of the new files, and what the judging came to, are written down by one machine.
//
// What a machine wrote that was lost, or whose work was done twice, has a name that step 4 does not write down, so
// that nobody reads it. Whoever reads a file counts and sums up its states, and the search holds the number of states
// visited against the number written. A level counts as done when the process that asked for it has put it down in
// the folder; a search that was interrupted goes on behind the last such level.
//
// What a step costs: each level reads the files of all levels before it, once. docs/CLUSTER.md has figures.
package cluster
