// Package refine has what proofs of refinement share, whatever the protocol: its users bring the spec and the machine.
//
// That one level refines the next is shown in one of two ways.
//
//   - Of a spec all reachable states can be looked at (EveryState), and from each all that can happen (EveryStep).
//     A function maps the states to those of the next level. Every transition is then an action there, which a Player
//     takes if its guard allows, or changes nothing.
//   - Of a machine only runs can be looked at (Run): every schedule of a tiny group (Schedules), and random or fuzzed
//     ones of larger groups, on networks that misbehave (Network). A Shadow follows the run by actions of the spec, and
//     compares the states after each transition.
//
// Claims of algebra are counted out over small fields: for all Vectors, for all Subsets of parties. What takes
// minutes asks Deep first.
package refine

import "os"

// Deep reports whether proofs that take minutes are asked for: QUESERA_DEEP=1 in the environment.
func Deep() bool { return os.Getenv("QUESERA_DEEP") == "1" }

// Often is how often something is tried: quick, or deep where proofs that take minutes are asked for.
func Often(quick, deep int) int {
	if Deep() {
		return deep
	}
	return quick
}
