//! A node of TLC and QSC3 that "quesera drive" drives (docs/ORACLE.md): standard library only.
//!
//!     rustc -O node.rs && quesera drive -n 3 -t 2 --rounds 5 -- ./node
//!
//! With --bug NAME it has a fault, which drive finds:
//!
//!     early     certifies its message after one acknowledgment too few (TLC §2.6)
//!     forgets   has no log: after a crash it begins anew, and says something else than before
//!     greedy    commits its choice although it knows of a rival with a higher ticket (TLC §4.10)

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, Write};

const ROUND: u64 = 3; // steps that a round takes (TLC §4.6)

/// A line of input: a flat JSON object. Strings and numbers are kept as text.
type Line = HashMap<String, String>;

/// Reads a flat JSON object. The driver writes nothing else, so that anything else ends the program.
fn read(line: &str) -> Line {
    let c: Vec<char> = line.trim().chars().collect();
    let (mut at, mut all) = (1, Line::new());
    while c[at] != '}' {
        let name = value(&c, &mut at);
        at += 1; // the colon
        let text = value(&c, &mut at);
        all.insert(name, text);
        if c[at] == ',' {
            at += 1;
        }
    }
    all
}

/// Reads a string, or a word such as a number.
fn value(c: &[char], at: &mut usize) -> String {
    let mut text = String::new();
    if c[*at] != '"' {
        while !",:}".contains(c[*at]) {
            text.push(c[*at]);
            *at += 1;
        }
        return text;
    }
    *at += 1;
    while c[*at] != '"' {
        if c[*at] == '\\' {
            *at += 1;
            if c[*at] == 'u' {
                let code: String = c[*at + 1..*at + 5].iter().collect();
                text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap_or('?'));
                *at += 5;
                continue;
            }
        }
        text.push(c[*at]);
        *at += 1;
    }
    *at += 1;
    text
}

fn number(m: &Line, name: &str) -> u64 {
    m[name].parse().unwrap()
}

/// Numbers between commas.
fn list(text: &str) -> Vec<usize> {
    text.split(',').filter(|s| !s.is_empty()).map(|s| s.parse().unwrap()).collect()
}

fn words<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|i| i.to_string()).collect::<Vec<_>>().join(",")
}

/// A raw message that the node has received.
struct Raw {
    id: String,
    ticket: u64,
    confirmed: Vec<usize>, // whose message of the step before its sender had confirmed
}

/// A broadcast of another node.
#[derive(Clone)]
struct Broadcast {
    from: usize,
    kind: String,
    id: String,
    step: u64,
    ticket: u64,
    past: Vec<usize>, // by node: how many of its broadcasts the sender had received (TLC §2.3)
    confirmed: Vec<usize>,
}

/// One node: what it knows, and what it does about it.
#[derive(Default)]
struct Node {
    bug: String,
    me: usize,
    n: usize,
    message_threshold: usize,
    witness_threshold: usize,
    decides: bool,
    pipelined: bool,
    step: u64,
    count: u64,    // how many messages it has sent
    waiting: bool, // it has reached its step, and was not yet told what to say in it
    raws: BTreeMap<(u64, usize), Raw>,
    certified: BTreeMap<u64, BTreeSet<usize>>, // by step: whose raw messages count
    acks: BTreeSet<usize>,
    own: String, // its present raw message
    done: bool,  // whether it has certified it
    seen: Vec<usize>,
    said: usize, // how many broadcasts it has made
    held: Vec<Broadcast>,
    heard: BTreeMap<u64, Vec<String>>, // by step: what it has sent and received, to say it again
    reach: u64,                        // how many steps back it says it again
    out: Vec<String>,
}

impl Node {
    fn new(m: &Line, bug: &str) -> Node {
        let n = number(m, "nodes") as usize;
        Node {
            bug: bug.to_string(),
            me: number(m, "node") as usize,
            n,
            message_threshold: number(m, "message_threshold") as usize,
            witness_threshold: number(m, "witness_threshold") as usize,
            decides: m["protocol"] == "qsc3",
            pipelined: m["rounds"] == "pipelined",
            waiting: true,
            seen: vec![0; n],
            reach: 2,
            ..Default::default()
        }
    }

    // What it does.

    fn does(&mut self, event: &str, members: &str) {
        self.out.push(format!("{{\"event\":\"{event}\",{members}}}"));
    }

    fn receive(&mut self, id: &str) {
        self.does("receive", &format!("\"id\":\"{id}\""));
    }

    fn send(&mut self, kind: &str, members: &str, body: &str) -> String {
        self.count += 1;
        let (id, step) = (format!("{}.{}", self.me, self.count), self.step);
        let head = format!("\"kind\":\"{kind}\",\"id\":\"{id}\",\"step\":{step}");
        self.does("send", &format!("{head},{members},\"body\":\"{body}\""));
        self.heard.entry(step).or_default().push(id.clone());
        id
    }

    /// Whose message of the step before it has confirmed.
    fn carried(&self) -> Vec<usize> {
        let before = self.step.checked_sub(1).and_then(|s| self.certified.get(&s));
        before.map(|all| all.iter().copied().collect()).unwrap_or_default()
    }

    /// Sends a message to all, with what it depends on.
    fn broadcast(&mut self, kind: &str, members: &str) -> String {
        let mut past = self.seen.clone();
        past[self.me] = self.said;
        self.said += 1;
        let body = format!("{};{}", words(past.iter()), words(self.carried().iter()));
        self.send(kind, members, &body)
    }

    // What it is told.

    /// The layer above says: broadcast the message of your step (TLC §2.2).
    fn propose(&mut self, ticket: u64) {
        let confirmed = self.carried();
        let id = self.broadcast("raw", &format!("\"ticket\":{ticket}"));
        self.waiting = false;
        self.done = false;
        self.acks.clear();
        self.own = id.clone();
        self.take_raw(self.me, self.step, id, ticket, confirmed);
        self.go_on();
    }

    /// A message arrives.
    fn message(&mut self, m: &Line) {
        let from = number(m, "from") as usize;
        if m["kind"] == "ack" {
            if m["of"] == self.own && !self.waiting && !self.done && !self.acks.contains(&from) {
                self.receive(&m["id"]);
                self.take_ack(from);
            }
        } else if from != self.me && self.held.iter().all(|h| h.id != m["id"]) {
            let (past, confirmed) = m["body"].split_once(';').unwrap();
            self.held.push(Broadcast {
                from,
                kind: m["kind"].clone(),
                id: m["id"].clone(),
                step: number(m, "step"),
                ticket: m.get("ticket").map_or(0, |t| t.parse().unwrap()),
                past: list(past),
                confirmed: list(confirmed),
            });
        }
        self.go_on();
    }

    /// Nothing arrives any more: say again what may have been lost, also of others, who may have crashed.
    fn timeout(&mut self) {
        for step in self.step.saturating_sub(self.reach)..=self.step {
            for id in self.heard.get(&step).cloned().unwrap_or_default() {
                self.does("resend", &format!("\"id\":\"{id}\""));
            }
        }
        self.reach *= 2;
    }

    // Threshold logical clocks (TLC §2).

    /// Receives what can be received, in causal order, until it has to wait for the layer above (TLC §2.3).
    fn go_on(&mut self) {
        let mut at = 0;
        while at < self.held.len() && !self.waiting {
            let m = &self.held[at];
            let old = m.past[m.from] < self.seen[m.from]; // it was here before
            let ready = (0..self.n).all(|i| i == self.me || self.seen[i] >= m.past[i]);
            if !old && !ready {
                at += 1;
                continue;
            }
            let m = self.held.remove(at);
            at = 0;
            if old {
                continue;
            }
            self.seen[m.from] += 1;
            self.heard.entry(m.step).or_default().push(m.id.clone());
            if m.kind == "raw" {
                self.take_raw(m.from, m.step, m.id, m.ticket, m.confirmed);
            } else {
                self.receive(&m.id);
                self.confirm(m.step, m.from);
            }
        }
    }

    /// A raw message: acknowledge it while in its step (TLC §2.6).
    fn take_raw(&mut self, from: usize, step: u64, id: String, ticket: u64, confirmed: Vec<usize>) {
        self.receive(&id);
        self.raws.insert((step, from), Raw { id: id.clone(), ticket, confirmed });
        if step != self.step {
            return;
        }
        if self.witness_threshold == 0 {
            return self.confirm(step, from);
        }
        let ack = self.send("ack", &format!("\"of\":\"{id}\",\"to\":{from}"), "");
        if from == self.me {
            self.receive(&ack);
            self.take_ack(from);
        }
    }

    /// An acknowledgment: certify the message at the witness threshold (TLC §2.6).
    fn take_ack(&mut self, from: usize) {
        self.acks.insert(from);
        let missing = (self.bug == "early") as usize;
        if self.acks.len() + missing >= self.witness_threshold && !self.done {
            self.done = true;
            let id = self.broadcast("wit", &format!("\"of\":\"{}\"", self.own));
            self.receive(&id);
            self.confirm(self.step, self.me);
        }
    }

    /// A message counts: with enough of them reach the next step (TLC §2.2).
    fn confirm(&mut self, step: u64, from: usize) {
        let confirmed = self.certified.entry(step).or_default();
        confirmed.insert(from);
        if step != self.step || confirmed.len() < self.message_threshold {
            return;
        }
        self.step += 1;
        self.waiting = true;
        self.reach = 2;
        self.does("advance", &format!("\"step\":{}", self.step));
        if self.decides && self.step >= ROUND && (self.pipelined || self.step % ROUND == 0) {
            self.decide(self.step - ROUND);
        }
    }

    // Que sera consensus (TLC §4.10).

    /// The round that began at step first is over: choose, and see whether the choice is committed.
    fn decide(&mut self, first: u64) {
        let raw = |step: u64, i: &usize| &self.raws[&(step, *i)];
        let best = *self.certified[&first]
            .iter()
            .max_by_key(|i| (raw(first, i).ticket, std::cmp::Reverse(**i)))
            .unwrap();
        let choice = raw(first, &best);
        let reconfirmed = self.certified[&(first + 1)].iter().any(|i| raw(first + 1, i).confirmed.contains(&best));
        let spoiled = self.bug != "greedy"
            && (0..self.n)
                .filter_map(|i| self.raws.get(&(first, i)).filter(|_| i != best))
                .any(|rival| rival.ticket >= choice.ticket);
        let round = if self.pipelined { first } else { first / ROUND };
        let committed = reconfirmed && !spoiled;
        let members = format!("\"round\":{round},\"choice\":\"{}\",\"committed\":{committed}", choice.id);
        self.does("decide", &members);
    }

    /// One input.
    fn handle(&mut self, m: &Line) {
        match m["type"].as_str() {
            "propose" => self.propose(number(m, "ticket")),
            "message" => self.message(m),
            "timeout" => self.timeout(),
            _ => {}
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let bug = if args.get(1).map_or(false, |a| a == "--bug") { args[2].as_str() } else { "" };
    let (mut node, mut log) = (Node::default(), String::new());
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let m = read(&line);
        if m["type"] == "init" {
            node = Node::new(&m, bug);
            log = format!("{}/log", m["dir"]);
            if m["restarted"] == "true" && bug != "forgets" {
                // A node is what its inputs have made of it: after a crash it goes through them once more.
                for line in fs::read_to_string(&log).unwrap_or_default().lines() {
                    node.handle(&read(line));
                }
                node.out.clear();
            }
        } else {
            // First of all, so that a crash loses nothing.
            let mut file = OpenOptions::new().append(true).create(true).open(&log).unwrap();
            writeln!(file, "{line}").unwrap();
            node.handle(&m);
        }
        node.out.push(format!("{{\"event\":\"done\",\"number\":{},\"again\":true}}", m["number"]));
        let text = node.out.join("\n") + "\n";
        node.out.clear();
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|_| out.flush()).unwrap();
    }
}
