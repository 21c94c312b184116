// Package verify runs checks of abstract specs and says what came of them, row by row: the explorer searches every
// reachable state, each property is judged, the figures are held against those recorded, and Spin, which searches the
// Promela that is generated from the same source, must find the same graph. It knows no protocol: "quesera verify"
// gives it those of the catalogue, and a module of yours may give it its own.
//
//	rows, err := verify.Run(ctx, []verify.Check{{
//		Protocol: "commit", Bounds: "n=3", System: verify.NewSystem(commit.Config{Nodes: 3}.Spec()),
//	}}, verify.Options{})
package verify
