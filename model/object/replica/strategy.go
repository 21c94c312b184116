package replica

import (
	"quesera/model"
	"quesera/model/object"
)

// Reads is from where a node answers a read.
type Reads uint8

const (
	ThroughChain Reads = iota // the read takes its place in the chain (REP-6)
	OfFinal                   // at once, from the final prefix that the node knows
	OfHead                    // at once, from the node's latest choice, final or not
	UnderLease                // at once, from the final prefix, by the node that holds a lease; else through the chain
)

// A Strategy is how nodes depart from REP-1 to REP-6. The zero value does not.
type Strategy struct {
	Reads    Reads
	Sessions bool // a read names the newest block that its client has seen, and waits for it at a node that lags
	AtChoice bool // a client is told of success when its operation is chosen, not when it commits
	NoIDs    bool // a request that arrives again is a new one
}

// leaseTerm is how long a lease lasts, in ticks of the clock of the node that counts them. The leaseholder holds one
// from when it proposed a block that is final. Whoever else learns that the block is final answers nothing of it and of
// what is above it until as long after.
const (
	leaseholder model.NodeID = 0
	leaseTerm                = 8
)

// local reports whether an operation is answered without a place in the chain.
func (s Strategy) local(o object.Operation) bool {
	return o.Kind.Reads() && (s.Reads == OfFinal || s.Reads == OfHead)
}
