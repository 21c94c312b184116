#!/usr/bin/env python3
"""A node of TLC and QSC3 that "quesera drive" drives (docs/ORACLE.md): standard library only.

    quesera drive -n 3 -t 2 --rounds 5 -- python3 node.py

With --bug NAME it has a fault, which drive finds:

    early     certifies its message after one acknowledgment too few (TLC §2.6)
    forgets   has no log: after a crash it begins anew, and says something else than before
    greedy    commits its choice although it knows of a rival with a higher ticket (TLC §4.10)
"""

import json
import os
import sys

ROUND = 3  # steps that a round takes (TLC §4.6)


class Node:
    """One node: what it knows, and what it does about it."""

    def __init__(self, init, bug):
        self.me, self.n, self.bug = init["node"], init["nodes"], bug
        self.t_m, self.t_w = init["message_threshold"], init["witness_threshold"]
        self.decides, self.pipelined = init["protocol"] == "qsc3", init["rounds"] == "pipelined"
        self.step, self.count = 0, 0  # the step it is in; how many messages it has sent
        self.waiting = True  # it has reached its step, and was not yet told what to say in it
        self.raws = {}  # by (step, node): the raw messages that it has received
        self.certified = {}  # by step: whose raw messages it has certificates of
        self.acks = set()  # who has acknowledged its present raw message
        self.own = None  # its present raw message
        self.done = False  # whether it has certified it
        self.seen = [0] * self.n  # by node: how many of its broadcasts it has received (TLC §2.3)
        self.said = 0  # how many broadcasts it has made
        self.held = []  # broadcasts that came before what they depend on
        self.heard = {}  # by step: what it has sent and received, to say it again
        self.reach = 2  # how many steps back it says it again
        self.out = []  # what it does

    # What it does.

    def does(self, event, **members):
        self.out.append(dict(event=event, **members))

    def send(self, kind, body="", **members):
        """Sends a message, and returns its name."""
        self.count += 1
        name = f"{self.me}.{self.count}"
        self.does("send", kind=kind, id=name, step=self.step, body=body, **members)
        self.heard.setdefault(self.step, []).append(name)
        return name

    def broadcast(self, kind, **members):
        """Sends a message to all, with what it depends on, and receives it."""
        past = list(self.seen)
        past[self.me] = self.said
        self.said += 1
        carried = sorted(self.certified.get(self.step - 1, ()))
        body = json.dumps({"past": past, "confirmed": carried})
        return self.send(kind, body, **members), carried

    # What it is told.

    def propose(self, step, ticket):
        """The layer above says: broadcast the message of your step (TLC §2.2)."""
        name, carried = self.broadcast("raw", ticket=ticket)
        self.waiting, self.done, self.acks = False, False, set()
        self.own = name
        self.take_raw({"from": self.me, "id": name, "step": step, "ticket": ticket}, carried)
        self.go_on()

    def message(self, m):
        """A message arrives."""
        if m["kind"] == "ack":
            if m["of"] == self.own and not self.waiting and not self.done and m["from"] not in self.acks:
                self.does("receive", id=m["id"])
                self.take_ack(m["from"])
        elif m["from"] != self.me and not any(h["id"] == m["id"] for h in self.held):
            self.held.append(m)
        self.go_on()

    def timeout(self):
        """Nothing arrives any more: say again what may have been lost, also of others, who may have crashed."""
        for step in range(max(self.step - self.reach, 0), self.step + 1):
            for name in self.heard.get(step, ()):
                self.does("resend", id=name)
        self.reach *= 2

    # Threshold logical clocks (TLC §2).

    def go_on(self):
        """Receives what can be received, in causal order, until it has to wait for the layer above (TLC §2.3)."""
        again = True
        while again and not self.waiting:
            again = False
            for m in self.held:
                past = json.loads(m["body"])["past"]
                if past[m["from"]] < self.seen[m["from"]]:
                    self.held.remove(m)  # it was here before
                    again = True
                    break
                if all(self.seen[i] >= past[i] for i in range(self.n) if i != self.me):
                    self.held.remove(m)
                    self.seen[m["from"]] += 1
                    self.take(m)
                    again = True
                    break

    def take(self, m):
        self.heard.setdefault(m["step"], []).append(m["id"])
        if m["kind"] == "raw":
            self.take_raw(m, json.loads(m["body"])["confirmed"])
        else:
            self.take_certificate(m)

    def take_raw(self, m, carried):
        """A raw message: acknowledge it while in its step (TLC §2.6)."""
        self.does("receive", id=m["id"])
        self.raws[m["step"], m["from"]] = dict(id=m["id"], ticket=m["ticket"], confirmed=set(carried))
        if m["step"] == self.step:
            if self.t_w == 0:
                self.confirm(m["step"], m["from"])
                return
            name = self.send("ack", of=m["id"], to=m["from"])
            if m["from"] == self.me:
                self.does("receive", id=name)
                self.take_ack(self.me)

    def take_ack(self, who):
        """An acknowledgment: certify the message at the witness threshold (TLC §2.6)."""
        self.acks.add(who)
        if len(self.acks) >= self.t_w - (self.bug == "early") and not self.done:
            self.done = True
            name, _ = self.broadcast("wit", of=self.own)
            self.take_certificate({"from": self.me, "id": name, "step": self.step})

    def take_certificate(self, m):
        self.does("receive", id=m["id"])
        self.confirm(m["step"], m["from"])

    def confirm(self, step, who):
        """A message counts: with enough of them reach the next step (TLC §2.2)."""
        self.certified.setdefault(step, set()).add(who)
        if step == self.step and len(self.certified[step]) >= self.t_m:
            self.step += 1
            self.waiting, self.reach = True, 2
            self.does("advance", step=self.step)
            first = self.step - ROUND
            if self.decides and first >= 0 and (self.pipelined or first % ROUND == 0):
                self.decide(first)

    # Que sera consensus (TLC §4.10).

    def decide(self, first):
        """The round that began at step first is over: choose, and see whether the choice is committed."""
        proposals = {i: self.raws[first, i] for i in range(self.n) if (first, i) in self.raws}
        confirmed = self.certified[first]
        best = max(confirmed, key=lambda i: (proposals[i]["ticket"], -i))
        reconfirmed = any(
            best in self.raws[first + 1, i]["confirmed"] for i in self.certified[first + 1]
        )
        spoiled = any(i != best and p["ticket"] >= proposals[best]["ticket"] for i, p in proposals.items())
        if self.bug == "greedy":
            spoiled = False
        number = first if self.pipelined else first // ROUND
        self.does("decide", round=number, choice=proposals[best]["id"], committed=reconfirmed and not spoiled)


def handle(node, m):
    """One input."""
    node.out = []
    if m["type"] == "propose":
        node.propose(m["step"], m["ticket"])
    elif m["type"] == "message":
        node.message(m)
    elif m["type"] == "timeout":
        node.timeout()


def restore(node, log):
    """A node is what its inputs have made of it: after a crash it goes through them once more."""
    if os.path.exists(log):
        with open(log, encoding="utf-8") as lines:
            for line in lines:
                handle(node, json.loads(line))
        node.out = []


def main():
    bug = sys.argv[2] if sys.argv[1:2] == ["--bug"] else ""
    node, log = None, None
    for line in sys.stdin:
        m = json.loads(line)
        if m["type"] == "init":
            node = Node(m, bug)
            log = os.path.join(m["dir"], "log")
            if m["restarted"] and bug != "forgets":
                restore(node, log)
        else:
            with open(log, "a", encoding="utf-8") as file:  # first of all, so that a crash loses nothing
                file.write(line)
            handle(node, m)
        for event in node.out:
            print(json.dumps(event))
        print(json.dumps({"event": "done", "number": m["number"], "again": True}), flush=True)


if __name__ == "__main__":
    main()
