// Package relay is the abstract spec of a broadcast over point-to-point links within one synchronous phase,
// by relays of signed messages (package model/dkg, step DKG-3), in the Go subset.
//
// Node 0 broadcasts. If it is corrupt it may sign several versions and send each to whom it likes; nobody
// else can make one up. Whoever hears a version that is news passes it on to all, up to the second: two
// versions convict the sender. A node may crash in the middle of passing on. The phase ends when nothing
// is in flight to a node that lives: that is the assumption of synchrony.
//
// It is what spec/dkg takes for granted when it lets a broadcast be one step.
package relay
