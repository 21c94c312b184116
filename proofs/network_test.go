package proofs

import (
	"quesera/model/qsc3"
	"quesera/model/sim"
)

// A network is what a run of a model has to cope with.
type network struct {
	adversary adversary
	faults    sim.Faults
	timeouts  bool
}

// An adversary picks which packet is next (sim.Adversary).
type adversary int

const (
	anyPacket adversary = iota // every packet in flight is equally likely
	uneven
	spoiling
	spoilingBlindly
	adversaries // how many there are
)

func (a adversary) String() string {
	return [...]string{"any packet", "uneven", "spoiler", "blind spoiler"}[a]
}

// of is a new adversary of that kind, against a group that plays the rounds of c.
func (a adversary) of(c qsc3.Config) sim.Adversary {
	switch a {
	case uneven:
		return sim.Uneven(c.Nodes)
	case spoiling:
		return qsc3.Spoiler(c)
	case spoilingBlindly:
		return qsc3.BlindSpoiler(c)
	}
	return nil
}

// tickets is how many different ones an adversary needs to tell proposals apart.
func (a adversary) tickets() uint64 {
	if a == spoiling {
		return 1 << 16
	}
	return 1
}

// networkOf has the misfortunes of a seed: none for the first, then more and more kinds.
func networkOf(seed uint64, n uint8, a adversary) network {
	net := network{adversary: a}
	if seed&1 != 0 {
		net.faults.Duplicate, net.faults.Impatience = 20, 20
	}
	if seed&2 != 0 {
		net.faults.Loss, net.timeouts = 15, true
	}
	if seed&4 != 0 {
		net.faults.Partitions, net.faults.Crashes, net.faults.Rarity = 2, int(n-1)/2, 40
	}
	return net
}
