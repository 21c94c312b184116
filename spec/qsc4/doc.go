// Package qsc4 is the abstract spec of que sera consensus among Byzantine nodes, QSC4 (TLC §5.3): one whole round, on
// the contract that Byzantine TLC gives to the layer above (TLC §5.2.3, 5.2.5).
//
// # The contract
//
// It is that of package spec/clock with f_c corrupt nodes. As in spec/tlcb a node of the spec is a face: a correct node
// has one, a corrupt one two, and the correct nodes come first. A face is what a corrupt node can make others see:
//
//   - a certified message was acknowledged in its step by t_w - f_c correct nodes, who have all that it carries; the
//     acknowledgments of the corrupt nodes cost them nothing;
//   - a correct node acknowledges one face of a corrupt node in a step at most (TLC §5.2.3);
//   - whoever enters a step, also a face, exhibits t_m certified messages of the step before, of different nodes, and
//     has all that these carry (TLC §5.2.1). A correct node remembers what it had; of a face nothing is asked but that
//     evidence, so that it may omit whatever it can;
//   - raw messages that are not certified carry nothing that their receivers could not have from elsewhere. They make
//     them aware of proposals, which is late knowledge.
//
// The steps are played one after the other, and within a step first the messages, then the nodes, as in spec/qsc3.
// That loses nothing for the same reason: what a node knows on leaving a step depends on what messages of this and
// earlier steps carry.
//
// # The round, numbered as in model/qsc4
//
// QSC3 is played in steps s+1 to s+4. Deals and shares are the matter of spec/qsc4/tickets. The spec's steps 0, 1 and 2
// are s+1, s+2 and s+3.
//
//	QSC4-2  At s+1 every face proposes
//	QSC4-3  at s+2 a message carries what its sender has confirmed: the proposals that it knows to be certified
//	QSC4-6  who enters s+4 chooses a confirmed proposal with the highest ticket. It sees p committed if p was
//	        confirmed by a certified message of s+2 that it has, and it is aware of no other proposal whose ticket
//	        is greater than or equal to p's. Of a node with a certified proposal no other version counts
//
// # Readers
//
// What the last step adds depends for each node on what it hears alone. So with Reader one node hears in it, who may be
// anybody, also a corrupt node, and remembers nothing: nobody who enters s+4 knows less than some reader. Nobody
// confirms more than what is certified (Witnessed), nor reconfirms more than what certified messages of s+2 confirm
// (Reconfirmable). If every reader has confirmed all that anybody could reconfirm (QSC4-P2), and is aware of all that
// anybody could confirm (QSC4-P3), then no draw of tickets can break agreement: who commits p is aware of all that
// others might prefer, and all have confirmed p. Late knowledge can only make those sets larger of which the properties
// want little, and is left out. Both are tested on small groups: where P2 and P3 fail some draw of two tickets breaks
// agreement (QSC4-P5), where they hold none does, and late knowledge changes no verdict.
//
// Obligations: QSC4-P1 to P6 in every reachable state, QSC4-S1 to S4 in some (properties.go).
package qsc4
