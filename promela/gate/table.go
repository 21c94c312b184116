package gate

import (
	"quesera/spec/qsc"
	"quesera/spec/tlc"
)

// Table lists the configurations, the small ones of a protocol first.
func Table() []Case {
	return append(tlcCases(), qscCases()...)
}

func tlcCases() []Case {
	of := func(n, message, witness, horizon uint8) engines {
		return of(tlc.Config{Nodes: n, Message: message, Witness: witness, Horizon: horizon}.Spec())
	}
	return []Case{
		{Protocol: "tlc", Bounds: "n=1 t=1, 2 steps", engines: of(1, 1, 1, 2)},
		{Protocol: "tlc", Bounds: "n=1 t_m=1 t_w=0, 3 steps", engines: of(1, 1, 0, 3)},
		{Protocol: "tlc", Bounds: "n=2 t_m=1 t_w=1, 2 steps", engines: of(2, 1, 1, 2)},
		{Protocol: "tlc", Bounds: "n=2 t_m=1 t_w=0, 3 steps", engines: of(2, 1, 0, 3)},
		{Protocol: "tlc", Bounds: "n=2 t=2, 3 steps", engines: of(2, 2, 2, 3)},
		{Protocol: "tlc", Bounds: "n=3 t_m=2 t_w=0, 2 steps", engines: of(3, 2, 0, 2)},
		{Protocol: "tlc", Bounds: "n=3 t_m=1 t_w=0, 1 step", engines: of(3, 1, 0, 1)},
		{Protocol: "tlc", Bounds: "n=3 t=2, 1 step", engines: of(3, 2, 2, 1), File: "tlc_3_2_1.pml"},
		{Protocol: "tlc", Bounds: "n=3 t_m=3 t_w=2, 1 step", engines: of(3, 3, 2, 1)},
		{Protocol: "tlc", Bounds: "n=3 t=3, 1 step", engines: of(3, 3, 3, 1)},
		{Protocol: "tlc", Bounds: "n=3 t=3, 2 steps", engines: of(3, 3, 3, 2), File: "tlc_3_3_2.pml"},
		{Protocol: "tlc", Bounds: "n=3 t=2, 2 steps", Deep: true, engines: of(3, 2, 2, 2), File: "tlc_3_2_2.pml"},
		{Protocol: "tlc", Bounds: "n=4 t=3, 1 step", Deep: true, engines: of(4, 3, 3, 1), File: "tlc_4_3_1.pml"},
	}
}

func qscCases() []Case {
	of := func(n, threshold, late, tickets uint8) engines {
		return of(qsc.Config{Nodes: n, Threshold: threshold, Late: late, Tickets: tickets}.Spec())
	}
	return []Case{
		{Protocol: "qsc3", Bounds: "n=1 t=1, 2 tickets", engines: of(1, 1, 1, 2)},
		{Protocol: "qsc3", Bounds: "n=2 t=2, 2 tickets", engines: of(2, 2, 1, 2)},
		{Protocol: "qsc3", Bounds: "n=3 t=2", engines: of(3, 2, 1, 0), File: "qsc3_3_2.pml"},
		{Protocol: "qsc3", Bounds: "n=3 t=2, 3 tickets", engines: of(3, 2, 1, 3)},
		{Protocol: "qsc3", Bounds: "n=3 t=1", engines: of(3, 1, 1, 0)},
		{Protocol: "qsc3", Bounds: "n=4 t=3, nothing late", Deep: true, engines: of(4, 3, 0, 0)},
		{Protocol: "qsc3", Bounds: "n=4 t=3", Deep: true, engines: of(4, 3, 1, 0), File: "qsc3_4_3.pml"},
	}
}
