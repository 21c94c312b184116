"""One node of TLC (TLC §2): scripts without catch-ups that arrive. Messages have names, "1.0.raw": sender, step, kind.

A node delivers messages of its step and the two before (RECENT), in causal order; it holds back those of up to 15 steps
ahead (AHEAD), and keeps what it delivered for KEPT steps.
"""

from sharing import check

RECENT, KEPT, AHEAD = 3, 16, 16


def parts(name):
    node, step, kind = name.split(".")
    return int(node), int(step), kind


def order(name):
    """The canonical order: by step, raw messages first, by node."""
    node, step, kind = parts(name)
    return step, kind == "cert", node


class Node:
    def __init__(self, script):
        self.script, self.n, self.me = script, script["nodes"], script["self"]
        self.t_m, self.t_w = script["message_threshold"], script["witness_threshold"]
        check(1 <= self.n <= 1024 and 0 <= self.me < self.n, "group")
        check(1 <= self.t_m <= self.n and 0 <= self.t_w <= self.n, "thresholds")
        self.step, self.waiting, self.acks, self.certified = 0, True, set(), False
        self.floor, self.horizon = 0, AHEAD
        self.known = set()  # delivered, as far as causal order is concerned
        self.history = set()  # processed, of the steps that are kept
        self.held = {}
        self.effects = []
        self.reach(0)

    def emit(self, effect, **more):
        self.effects.append({"effect": effect, **{k: v for k, v in more.items() if v != [] and v is not None}})

    def reach(self, step):
        self.step, self.waiting, self.acks, self.certified = step, True, set(), False
        self.history = {m for m in self.history if parts(m)[1] > step - KEPT}
        self.emit("advance", step=step)

    def past(self):
        return {"from": self.floor, "messages": sorted((m for m in self.known if parts(m)[1] >= self.floor), key=order)}

    def confirmed(self, step):
        kind = "cert" if self.t_w else "raw"
        return sorted({parts(m)[0] for m in self.history if parts(m)[1] == step and parts(m)[2] == kind})

    def mine(self, kind):
        return f"{self.me}.{self.step}.{kind}"

    def broadcast(self):
        """The layer above has the raw message of this step sent (TLC §2.1)."""
        if not self.waiting:
            return
        self.waiting = False
        self.floor, self.horizon = max(0, self.step - RECENT + 1), self.step + AHEAD
        self.known = {m for m in self.known if parts(m)[1] >= self.floor}
        confirmed = self.confirmed(self.step - 1) if self.step else []
        past = self.past()
        self.send(self.mine("raw"), confirmed=confirmed, past=past)
        if self.t_w:
            self.count(self.me)
        self.check_threshold()
        self.deliver()

    def send(self, name, **more):
        self.known.add(name)
        self.history.add(name)
        self.emit("broadcast", message=name, **more)

    def count(self, witness):
        """One more acknowledgment; at t_w the certificate (TLC §2.6)."""
        self.acks.add(witness)
        if len(self.acks) >= self.t_w:
            self.certified = True
            self.send(self.mine("cert"), of=self.mine("raw"), past=self.past())

    def check_threshold(self):
        if not self.waiting and len(self.confirmed(self.step)) >= self.t_m:
            self.reach(self.step + 1)

    def ack(self, sender, of, step):
        if of == "other" or sender == self.me or sender >= self.n or not self.t_w or self.waiting or self.certified:
            return
        if of == self.mine("raw") and sender not in self.acks:
            self.emit("acknowledged", by=sender)
            self.count(sender)
            self.check_threshold()

    def catch_up(self, to):
        kept = sorted(m for m in self.history if parts(m)[1] <= self.step)
        self.emit("catch_up", to=to, step=self.step, messages=kept)

    def content(self, name):
        return self.script["messages"][name]

    def missing(self, name):
        """Whether something of its past is still to come."""
        past = self.content(name)["past"]
        return past["from"] > self.floor or any(
            m not in self.known for m in past["messages"] if parts(m)[1] >= self.floor
        )

    def receive(self, sender, name):
        node, step, kind = parts(name)
        if sender != node or sender == self.me:
            return
        if step < self.floor or name in self.known or name in self.held:
            if kind == "raw" and step < self.step:
                self.catch_up(sender)
            elif kind == "raw" and not self.waiting and self.t_w and name in self.history:
                self.emit("ack", to=sender, of=name, step=step)
        elif step >= self.horizon:
            self.emit("ask", to=sender, step=self.step)
        else:
            self.held[name] = True
            self.deliver()

    def deliver(self):
        while not self.waiting:
            self.held = {m: True for m in self.held if parts(m)[1] >= self.floor}
            ready = [m for m in self.held if not self.missing(m)]
            if not ready:
                return
            name = min(ready, key=order)
            del self.held[name]
            self.known.add(name)
            self.process(name)

    def process(self, name):
        node, step, kind = parts(name)
        if kind == "cert":
            of = self.content(name).get("of", f"{node}.{step}.raw")
            if of != f"{node}.{step}.raw" or of not in self.history:
                return
            self.history.add(name)
            self.emit("delivered", message=name)
            self.check_threshold()
            return
        if step > self.step:
            return
        self.history.add(name)
        self.emit("delivered", message=name)
        if step < self.step:  # too late to acknowledge (TLC §2.6)
            self.catch_up(node)
        elif self.t_w:
            self.emit("ack", to=node, of=name, step=step)
        else:
            self.check_threshold()

    def line(self):
        state = {
            "step": self.step,
            "waiting": self.waiting,
            "acks": sorted(self.acks),
            "certified": self.certified,
            "held": len(self.held),
        }
        effects, self.effects = self.effects, []
        return {"effects": effects, "state": state}


def run(script):
    node = Node(script)
    start, lines = node.line(), []
    for event in script["events"]:
        sender = event.get("from", 0)
        if event["event"] == "broadcast":
            node.broadcast()
        elif event["event"] == "receive":
            node.receive(sender, event["message"])
        elif event["event"] == "ack":
            node.ack(sender, event["of"], event.get("step", 0))
        lines.append(node.line())
    kept = sorted(m for m in node.history if parts(m)[1] <= node.step)
    return {"start": start, "lines": lines, "delivered": kept}
