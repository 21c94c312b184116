package qsc4

import "quesera/spec"

// MayChoose reports whether p is a best confirmed proposal of j's in a state: for those who follow runs of others.
func (c Config) MayChoose(st *State, j, p spec.NodeID) bool { return c.mayChoose(st, j, p) }

// Commits reports whether correct node j sees p committed in a state.
func (c Config) Commits(st *State, j, p spec.NodeID) bool { return c.commits(st, j, p) }
