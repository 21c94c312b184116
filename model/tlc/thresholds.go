package tlc

import (
	"fmt"

	"quesera/model"
)

// Thresholds are the parameters of TLC(t_m, t_w, n) (TLC §2.6).
type Thresholds struct {
	Nodes   int // n, 1..model.MaxNodes
	Message int // t_m: messages of a step that a node needs to leave it, 1..n (TLC §2.2)
	Witness int // t_w: acknowledgments that a message needs to count, 1..n (TLC §2.6)

	// Unwitnessed is TLC(t_m, n): a message counts as it arrives (TLC §2.2), and there is no t_w: Witness is 0.
	Unwitnessed bool
}

// Validate reports parameters for which the protocol is not defined. Every other
// combination runs, also outside the safe range and also n = 1 and thresholds of 1,
// which the paper leaves out for simplicity.
func (t Thresholds) Validate() error {
	switch {
	case t.Nodes < 1 || t.Nodes > model.MaxNodes:
		return fmt.Errorf("tlc: nodes = %d, want 1..%d", t.Nodes, model.MaxNodes)
	case t.Message < 1 || t.Message > t.Nodes:
		return fmt.Errorf("tlc: message threshold = %d, want 1..%d", t.Message, t.Nodes)
	case t.Unwitnessed && t.Witness != 0:
		return fmt.Errorf("tlc: witness threshold = %d, want none in unwitnessed TLC", t.Witness)
	case !t.Unwitnessed && (t.Witness < 1 || t.Witness > t.Nodes):
		return fmt.Errorf("tlc: witness threshold = %d, want 1..%d, or none (unwitnessed)", t.Witness, t.Nodes)
	}
	return nil
}

// Safe reports why the thresholds are outside the safe range for at most crashed
// unavailable nodes (f_a) and corrupt dishonest ones (f_c): each threshold t must satisfy
//
//	t <= n - f_a        otherwise time stops when f_a nodes are silent
//	t > (n + f_c) / 2   otherwise two thresholds of nodes need not share an honest node
//
// (TLC §5.2.2). With f_a = f_c = 0 this is the majority rule of TLC §2.7, on which time
// periods (§2.8), two-step broadcast (§2.9) and with them the agreement of QSC3 (§4.7) rest.
func (t Thresholds) Safe(crashed, corrupt int) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if crashed < 0 || corrupt < 0 {
		return fmt.Errorf("tlc: faulty nodes = %d crashed, %d corrupt, want none below 0", crashed, corrupt)
	}
	if err := t.safe("message", t.Message, crashed, corrupt); err != nil {
		return err
	}
	return t.safe("witness", t.Witness, crashed, corrupt)
}

func (t Thresholds) safe(name string, threshold, crashed, corrupt int) error {
	if threshold > t.Nodes-crashed {
		return fmt.Errorf("tlc: %s threshold = %d, want at most n - f_a = %d: %d silent nodes would stop time (TLC "+
			"§5.2.2)",
			name, threshold, t.Nodes-crashed, crashed)
	}
	if 2*threshold > t.Nodes+corrupt {
		return nil
	}
	if corrupt == 0 {
		return fmt.Errorf("tlc: %s threshold = %d, want more than n/2 = %g: two thresholds of nodes need not "+
			"overlap (TLC §2.7)",
			name, threshold, float64(t.Nodes)/2)
	}
	return fmt.Errorf("tlc: %s threshold = %d, want more than (n + f_c)/2 = %g: two thresholds of nodes need not "+
		"share an honest node (TLC §5.2.2)",
		name, threshold, float64(t.Nodes+corrupt)/2)
}
