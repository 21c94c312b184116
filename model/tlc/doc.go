// Package tlc models threshold logical clocks, TLC(t_m, t_w, n) (TLC §2), message by
// message: one node is a Machine whose Apply is a pure function.
//
// # Messages
//
//	raw   (i, s, payload, confirmed, past)   broadcast: i's unwitnessed message of step s
//	ack   (s, of)                            to one node: "I have seen your raw message in step s"
//	cert  (i, s, of, past)                   broadcast: "t_w nodes acknowledged my raw message"
//	ask   (s)                                "I am in step s; what do you know that I may lack?"
//	catch-up (s, history)                    "I am in step s, and this is my recent history"
//
// A message is identified by node, step, kind and digest. Raw messages and certificates are delivered in causal order
// (package causal) and make up the history. An acknowledgment concerns nobody but its addressee and brings no other
// knowledge: it is outside causal order. The set confirmed names the nodes whose message of step s-1 the sender had
// confirmed (it held a certificate of it) when it formulated the raw message. The digest binds the set to the message.
//
// # The protocol
//
// Node i holds its step s; its history, which is the raw messages and certificates that it has delivered of each step;
// acks, the nodes that acknowledged its raw message of step s; and whether it is waiting for the layer above. TLC-1 to
// TLC-4 and TLC-6 to TLC-9 are the paper's clock and stand in tlc.go. The others bring back a node that lacks messages,
// and stand in catchup.go.
//
//	TLC-1   Start: reach step 0 (TLC-9).                                              §2.2
//	TLC-2   Broadcast{payload} from the layer above, while waiting:                   §2.1
//	  2.1     forget what is older than Recent steps (see Memory below)
//	  2.2     broadcast raw (i, s, payload, confirmed of s-1, past); process it oneself:
//	          it is in the history, and acknowledged by oneself (TLC-6)
//	  2.3     go on with TLC-3 for what arrived in the meantime
//	TLC-3   A raw message or certificate arrives: hand it to causal delivery; while not   §2.3
//	        waiting, process what is deliverable, in canonical order (TLC-4, TLC-7)
//	  3.1     delivered before: if it is a raw message of step s, acknowledge it again, for
//	          the acknowledgment may be lost; if of an earlier step, TLC-5
//	  3.2     too far ahead to be kept: ask its sender
//	TLC-4   Process a raw message of step r of node j: record it, and                 §2.6
//	  4.1     r = s, witnessed: acknowledge it to j
//	  4.2     r = s, unwitnessed TLC: it counts (TLC-8)                                 §2.2
//	  4.3     r < s: too late; decline, and TLC-5
//	TLC-5   Answer a late raw message with a catch-up: one's step and recent history  §2.6
//	TLC-6   An acknowledgment of one's own raw message of step s from node j:         §2.6
//	        count j once; with t_w nodes counted stop collecting, broadcast the certificate and
//	        process it oneself (TLC-7)
//	TLC-7   Process a certificate of node j, of j's own raw message: record it; TLC-8 §2.6
//	TLC-8   With t_m messages of step s that count, reach step s+1 (TLC-9)            §2.2, 2.6
//	TLC-9   Reach a step: give up collecting acknowledgments for the old one          §2.6
//	        (others' messages sufficed), and wait for the layer above                 §2.1
//	TLC-10  A catch-up arrives from a node in a later step (or in answer to an ask):  §2.4, 2.6
//	 10.1     if it begins early enough, treat its messages as if they arrived now (TLC-3)
//	 10.2     otherwise jump: take over what its raw message of its step carries, reach that
//	          step, and treat the rest of its history as if it arrived now; if it has not
//	          sent that message yet, ask again. So does a viral node in place of 10.1
//	TLC-11  Timeout: send one's raw message and certificate again, and ask everybody  (reliability)
//	TLC-12  An ask from a node that is not ahead: answer with a catch-up
//
// Pacing. Reaching a step is an effect (Advanced). The layer above then says what the raw message of that step contains
// (the event Broadcast). Until it does, the node processes nothing, and causal delivery keeps the messages. So one
// Apply never runs ahead without bound, even where a node needs only itself (t_m = t_w = 1), and a raw message carries
// what its sender knew on reaching the step.
//
// The layer above may take its time: it draws a ticket, and one that a beacon or a group draws comes late. A node that
// waits acknowledges nothing and counts no acknowledgment, for it has no message of its step yet. It answers who asks
// by its step and what it has. What it is told is kept until it goes on; and it does not jump (TLC-10.2).
//
// # Obligations
//
//	TLC-O1  A node acknowledges a raw message only in the message's own step (4.1, 4.3).
//	TLC-O2  Acknowledgments are counted by distinct sender (6).
//	TLC-O3  Only a node itself certifies its raw message, while still in its step (6, 9).
//	TLC-O4  A certificate counts only together with the raw message it names (7).
//	TLC-O5  A node reaches s+1 only with t_m messages of s that count (8), or by taking
//	        over the history of a node that had them (10.2).
//	TLC-O6  No message is processed before its causal past, as far as the past is recent (3).
//	TLC-O7  Duplicates and reordering change nothing but which of several valid views a node has.
//	TLC-O8  What a raw message says it confirmed is what its sender knew when it sent it (2.2).
//
// # Memory
//
// In step s a node delivers messages of the steps s-2, s-1 and s (Recent = 3): a round of consensus that ends on
// reaching step s+1 began at s-2. Older ones are dropped as if they had been lost, and causal delivery does not wait
// for them. The floor rises only with the broadcast of TLC-2. So the layer above still finds step s-3 in the history
// when it hears of step s.
//
// For laggards a node keeps the messages of Kept = 16 steps. A node in step r needs everything from step r-2 on.
// Whoever is in a step up to r + Kept - Recent has all of it, causally closed, and 10.1 applies. A node further behind
// cannot be given the messages that it lacks. Nor does it need them: to be in step s it takes no more than to know a
// history that reaches step s (§2.4), and no message of its own for the steps in between could be witnessed any more
// (§2.8). So it takes over what the sender knew on reaching that step (10.2), which is what the sender's message of the
// step carries, certificates and all, and broadcasts nothing for the steps that it skipped. What the sender received in
// the step itself it receives one by one: so it acknowledges what can be acknowledged, and its message of the step
// carries nothing of that step, as everybody's.
//
// Messages of steps from s + Ahead on are refused: at most 2 n (Recent + Ahead) messages are
// held back at any time. The sender of a refused message is asked (3.2), and answers with a
// catch-up that contains the message or makes the receiver jump.
package tlc
