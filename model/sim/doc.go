// Package sim runs a group of machines on an asynchronous network, in one goroutine
// and without a clock.
//
// # The schedule
//
// Every choice that the paper leaves to the network, to chance or to misfortune is one
// call of Chooser.Choose: which packet arrives next, which value a coin shows, whether a
// packet is lost or duplicated, who crashes and when. The list of the chosen numbers is the
// schedule: the same choices give the same run, byte for byte (Record notes them,
// Replay follows them). A run thus works unchanged with
//
//	Random(seed)    one run drawn at random, every packet in flight equally likely
//	NewAll()        every schedule, one run after the other
//	NewBytes(data)  a fuzzer's input
//	NewReplay(list) a schedule noted earlier
//
// With one alternative only there is no choice, and none is noted.
//
// A run is also the list of its moves by name (Move, Config.Record), which World.Do makes once more without Chooser and
// adversary. Names keep their meaning where other moves are left out, so that a failing run can be made shorter.
//
// # The adversary
//
// An Adversary decides in place of the Chooser which packet arrives next. Its type states
// its power: Oblivious sees envelopes, FullInformation sees contents too (TLC §4.8).
//
// # The world
//
//	w, err := sim.New(sim.Config[tlc.State]{
//		Nodes: 3, Machine: machine, Chooser: sim.Random(7),
//		Faults:  sim.Faults{Loss: 10, Crashes: 1},
//		Observe: func(o sim.Observation[tlc.State]) { … },
//	})
//	err = w.Run(func() bool { return w.State(0).Step() >= 10 }, 100000)
//
// One call of Move makes one move, in this order of precedence:
//
//  1. A node crashes, a partition begins or heals: where Faults allow it and the Chooser says so.
//  2. A coin that is owed, a packet in flight (or, with AnytimeTimers, a timer) is picked, each equally likely
//     if the Chooser is; a packet is lost, or it arrives, once or to arrive again.
//  3. Of the coins that are owed the oldest arrives, where nothing else can or Faults let coins wait no longer.
//  4. With no packet in flight: the partition heals; else the pending timers of the lowest phase
//     fire, in the order of the nodes (a synchronous round); else, with Timeouts, every node gets
//     model.Timeout. If no node says anything then the world is stuck, and Move says so.
//
// With Config.InPlace the transitions are made in place (model.InPlace), and in a buffer for the
// effects that is used again: the same run, without the copying. It has to be asked for, since a
// type that embeds a machine and has an Apply of its own inherits the Change of the machine.
//
// The World handles the effects of package model. The Observer sees every transition with
// its event, the state after it, and all effects in order; a protocol's own effects go nowhere
// else.
package sim
