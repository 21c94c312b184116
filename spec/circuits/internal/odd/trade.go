package odd

import "quesera/spec"

// TradeConfig has two nodes.
type TradeConfig struct{ Nodes uint8 }

// TradeState is what two nodes have that trade, while a door is open.
type TradeState struct {
	Coins [2]uint8 `len:"Nodes" max:"3"`
	Shut  bool
	Bell  bool
}

// CanGive: who has a coin gives it away, while the door is open.
func (c TradeConfig) CanGive(st *TradeState, i spec.NodeID) bool {
	return !st.Shut && st.Coins[i] > 0 && st.Coins[1-i] < 3
}

// Give moves a coin.
func (c TradeConfig) Give(st *TradeState, i spec.NodeID) {
	st.Coins[i]--
	st.Coins[1-i]++
}

// CanSpend: anybody may, in the open or not.
func (c TradeConfig) CanSpend(st *TradeState, i spec.NodeID) bool { return st.Coins[i] > 1 }

// Spend takes two coins.
func (c TradeConfig) Spend(st *TradeState, i spec.NodeID) { st.Coins[i] -= 2 }

// CanTurn is always so.
func (c TradeConfig) CanTurn(*TradeState) bool { return true }

// Turn opens the door or shuts it.
func (c TradeConfig) Turn(st *TradeState) { st.Shut = !st.Shut }

// CanRing: the bell rings where both are as rich.
func (c TradeConfig) CanRing(st *TradeState) bool { return !st.Bell && st.Coins[0] == st.Coins[1] }

// Ring is heard once.
func (c TradeConfig) Ring(st *TradeState) { st.Bell = true }

// Few: there are at most four coins.
func (c TradeConfig) Few(st *TradeState) bool { return st.Coins[0]+st.Coins[1] <= 4 }

// Held: nobody has more than three coins.
func (c TradeConfig) Held(st *TradeState) bool { return st.Coins[0] <= 3 && 4 > st.Coins[1] }

// Quiet: as long as nobody is as rich as can be, the bell is quiet.
func (c TradeConfig) Quiet(st *TradeState) bool { return !st.Bell || st.Coins[0] == 3 || st.Shut }

// Inside: the door is shut.
func (c TradeConfig) Inside(st *TradeState) bool { return st.Shut }

// Over: nobody has anything, and the bell has rung.
func (c TradeConfig) Over(st *TradeState) bool { return st.Coins[0]+st.Coins[1] == 0 && st.Bell }

// Rich: node 1 has more than node 0.
func (c TradeConfig) Rich(st *TradeState) bool { return st.Coins[1] > st.Coins[0] }

// Spec is the transition system.
func (c TradeConfig) Spec() *spec.Spec[TradeState] {
	m, i := spec.MethodsOf[TradeState](c), spec.Nodes("i", int(c.Nodes))
	return &spec.Spec[TradeState]{Name: "trade", Title: "Trade", Source: source, Config: c,
		Init: TradeState{Coins: [2]uint8{3, 0}}, Final: m.Predicate("Over"),
		Actions: []spec.Action[TradeState]{
			m.Act("Give", "", i), m.Act("Spend", "", i), m.Act("Turn", ""), m.Act("Ring", ""),
		},
		Props: []spec.Property[TradeState]{
			m.Always("TRD-P1", "", "", "Few"), m.When("Inside").Always("TRD-P2", "", "", "Quiet"),
			m.Possible("TRD-S1", "", "", "Over"), m.Possible("TRD-S2", "", "", "Rich"),
		},
		Lemmas: []spec.Property[TradeState]{m.Always("TRD-L1", "", "", "Held")}}
}
