// Package vectors has the conformance vectors of TLC: scripts of what happens to one node, and what the node does at
// each event and what its state is then. Every line of a script is a transition (state, event -> state, effects): the
// state before is that after the line before.
//
// Public messages are named by what they are, "1.0.raw" and "1.0.cert": sender, step, kind. A script lists those of
// others that it uses, with their content; those of the node itself it makes. The words are shared with the layers
// above, which add events and effects of their own (Words).
package vectors
