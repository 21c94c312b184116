package mutants

import "slices"

// tlcGroup is the faults of model/tlc, of model/causal below it, and of spec/tlc.
func tlcGroup() Group {
	return Group{"tlc", "Threshold logical clocks", slices.Concat([]Mutant{}, tlcSpecMutants())}
}

// qscGroup is the faults of model/qsc and spec/qsc.
func qscGroup() Group {
	return Group{"qsc3", "Que sera consensus", slices.Concat([]Mutant{}, qscSpecMutants())}
}
