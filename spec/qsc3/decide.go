package qsc3

import "quesera/spec"

// MayChoose reports whether p is a proposal that j may choose once the tickets are revealed: a best confirmed
// one (TLC §4.10).
func (c Config) MayChoose(st *State, j, p spec.NodeID) bool { return c.mayChoose(st, j, p) }

// Commits reports whether j sees p committed once the tickets are revealed (TLC §4.10).
func (c Config) Commits(st *State, j, p spec.NodeID) bool { return c.commits(st, j, p) }
