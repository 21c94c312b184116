package dkg_test

import (
	"testing"

	"quesera/model"
	"quesera/model/dkg"
)

// A dealer deals when it has all its coins, whatever it hears before; and if that is after the phase of dealing, not
// at all (DKG-2).
func TestADealerWhoseCoinsComeTooLateDoesNotDeal(t *testing.T) {
	for _, late := range []bool{false, true} {
		m := machine(t, exponents(t, 13), dkg.JointFeldman, 3, 2, 1)
		tb := &table{T: t, m: m, field: 13}
		tb.state, _ = m.Start(0)
		tb.apply(model.Coin{Value: 1})
		tb.hear(1, tb.deal(1, false), tb.share(1, 0, false))
		if len(tb.sent) > 0 {
			t.Errorf("with one coin of two the dealer sends %v", tb.sent)
		}
		if late {
			tb.phase()
		}
		tb.apply(model.Coin{Value: 2})
		if dealt := len(tb.sent) > 0; dealt == late {
			t.Errorf("the last coin is too late: %v; the dealer deals: %v", late, dealt)
		}
	}
}
