// Package linearizability shows what users of a replicated service see under each strategy by which nodes may answer
// them: it runs the service with its clients (service) and judges their histories (judge).
package linearizability

import (
	"quesera/linearizability/judge"
	"quesera/linearizability/service"
	"quesera/model/object"
	"quesera/model/object/replica"
	"quesera/model/sim"
)

// A Promise is what histories are held to.
type Promise struct {
	ID, Section, Says string
	guarantee         *judge.Guarantee // nil: linearizable
}

// The promises.
var (
	Linearizable = Promise{"LIN-P1", "HW §2",
		"the history is linearizable: one order of all operations, which an object " +
			"allows, keeps those apart of which one had returned when the other was called", nil}
	Sequential = Promise{"LIN-P2", "Lamport79", "the history is sequentially consistent: one order of all operations " +
		"keeps the order of each client's", &judge.Sequential}
	OwnWrites = Promise{"LIN-P3", "Terry94", "clients read their own writes, at whatever node",
		&judge.ReadYourWrites}
	Monotonic = Promise{"LIN-P4", "Terry94", "what a client read once it does not see vanish, at whatever node",
		&judge.MonotonicReads}
)

// A Trial is a strategy, run under some faults and held to a promise.
type Trial struct {
	Name    string // of the strategy and its surroundings
	Says    string // what nodes and clients do, in a sentence
	Promise Promise
	Fails   string // why it must fail; "": it keeps the promise
	Object  object.Name

	strategy   replica.Strategy
	pipelined  bool
	readers    bool   // all but the first operation are reads
	sticky     bool   // clients stay at one node
	think      int    // for how many moves of the network clients wait between operations, at most; 0: 60
	lag        uint64 // for how many packets a node lags; 0: 150
	faults     service.Faults
	clients    int
	operations int
	runs       int // where it must fail a bound on them
}

// calm is a network that only delays, and clients that never ask twice.
var calm = service.Faults{Attempts: 1}

// rough is a network that loses and splits, nodes that stop and start again, and clients that ask elsewhere.
var rough = service.Faults{
	Network: sim.Faults{Loss: 3, Duplicate: 3, Partitions: 2, Rarity: 150},
	Stops:   2, StopOdds: 60, Duplicate: 20, Late: 5, Lose: 10, Patience: 200, Attempts: 2,
}

// The strategies by which reads are answered.
var (
	ofFinal      = replica.Strategy{Reads: replica.OfFinal}
	withSessions = replica.Strategy{Reads: replica.OfFinal, Sessions: true}
	ofHead       = replica.Strategy{Reads: replica.OfHead}
	underLease   = replica.Strategy{Reads: replica.UnderLease}
)

// Trials are all strategies with what becomes of them.
func Trials() []Trial { return append(keeping(), failing()...) }

// keeping are the strategies that keep what they promise.
func keeping() []Trial {
	var all []Trial
	for _, name := range object.Names() {
		all = append(all, Trial{Name: "reads through the chain", Says: "a read takes its place in the chain, as all else",
			Promise: Linearizable, Object: name, faults: rough, clients: 3, operations: 8, runs: 50})
	}
	return append(all,
		Trial{Name: "reads through the chain, pipelined rounds", Says: "each register is in one of the three chains",
			Promise: Linearizable, Object: object.Registers, faults: rough, pipelined: true, clients: 3, operations: 8,
			runs: 40},
		Trial{Name: "reads of the final prefix, with sessions", Promise: Sequential, Object: object.Registers,
			Says:     "a read waits at a node that knows less than its client has seen",
			strategy: withSessions, faults: rough, clients: 3, operations: 7, runs: 50},
		Trial{Name: "reads of the final prefix, each client at one node", Promise: Sequential, Object: object.Registers,
			Says:     "a client asks the same node each time, and no other one",
			strategy: ofFinal, sticky: true, faults: calm, clients: 3, operations: 7, runs: 50},
		Trial{Name: "a lease on clocks that run alike", Promise: Linearizable, Object: object.Registers,
			Says:     "node 0 answers reads alone for some ticks after it proposed, and others keep their answers back as long",
			strategy: underLease, faults: rough, clients: 3, operations: 8, runs: 50},
	)
}

// failing are the strategies that promise too much.
func failing() []Trial {
	forgetting, retries, drifting := rough, calm, calm
	forgetting.Network = sim.Faults{Partitions: 3, Rarity: 40}
	forgetting.Forgets, forgetting.Stops, forgetting.StopOdds = true, 6, 30
	retries.Lose, retries.Patience, retries.Attempts = 30, 150, 3
	drifting.Drift = true
	return []Trial{
		{Name: "reads of the final prefix", Promise: Linearizable, Object: object.Registers,
			Says:     "a node answers reads at once from what it knows to be final",
			Fails:    "the node may not know yet what others were told",
			strategy: ofFinal, faults: calm, clients: 2, operations: 6, runs: 200},
		{Name: "reads of the final prefix, with sessions", Promise: Linearizable, Object: object.Registers,
			Says:     "a read waits at a node that knows less than its client has seen",
			Fails:    "the node may not know yet what other clients were told",
			strategy: withSessions, faults: calm, clients: 2, operations: 6, runs: 600},
		{Name: "reads of the final prefix, without sessions", Promise: OwnWrites, Object: object.Registers,
			Says:     "a client may ask another node each time",
			Fails:    "the node that is asked may not know yet what the client wrote elsewhere",
			strategy: ofFinal, faults: calm, clients: 1, operations: 6, runs: 200},
		{Name: "reads of the final prefix, at any node", Promise: Monotonic, Object: object.Registers,
			Says:     "a client may ask another node each time",
			Fails:    "the node that is asked second may know less than the first",
			strategy: ofFinal, faults: calm, clients: 1, operations: 6, runs: 300},
		{Name: "reads of the head, each client at one node", Promise: Monotonic, Object: object.Registers,
			Says:     "a node answers reads at once from its latest choice",
			Fails:    "what is chosen and not committed may be lost, and with it what was read",
			strategy: ofHead, faults: calm, clients: 3, operations: 9, readers: true, sticky: true, think: 80, runs: 3000},
		{Name: "success at choice", Promise: Linearizable, Object: object.Registers,
			Says:     "a client is told of success when its operation is chosen",
			Fails:    "what is chosen and not committed may be lost, after its client was told",
			strategy: replica.Strategy{AtChoice: true}, faults: calm, clients: 2, operations: 6, runs: 800},
		{Name: "retries without request IDs", Promise: Linearizable, Object: object.TheLog,
			Says:     "a request that comes again is a new one",
			Fails:    "an operation whose answer was lost is applied twice",
			strategy: replica.Strategy{NoIDs: true}, faults: retries, clients: 1, operations: 6, runs: 200},
		{Name: "a lease on clocks that drift", Promise: Linearizable, Object: object.Registers,
			Says:     "node 0 answers reads alone for some ticks of its own clock",
			Fails:    "its clock may run slower than that of those who wait for the lease to end",
			strategy: underLease, faults: drifting, clients: 2, operations: 6, lag: 500, runs: 800},
		{Name: "reads through the chain, nodes that forget", Promise: Linearizable, Object: object.Registers,
			Says:   "a node that starts again has lost what it knew",
			Fails:  "a majority is none where some of it do not know what they said",
			faults: forgetting, clients: 2, operations: 6, runs: 1500},
	}
}
