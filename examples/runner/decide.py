"""What a node of QSC3 decides of one round (TLC §4.10)."""


def run(view):
    confirmed = [p for p in view["proposals"] if p["confirmed"]]
    if not confirmed:
        return {"choice": None, "best": [], "committed": {"s+3": False, "s+2": False}}
    highest = max(p["ticket"] for p in confirmed)
    best = [p["node"] for p in confirmed if p["ticket"] == highest]
    choice = min(best)
    reconfirmed = any(m["confirmed"] and choice in m["carried"] for m in view["second"])
    rivals = [p for p in view["proposals"] if p["node"] != choice and p["ticket"] >= highest]
    early = [p for p in rivals if not p["late"]]
    committed = {"s+3": reconfirmed and not rivals, "s+2": reconfirmed and not early}
    return {"choice": choice, "best": best, "committed": committed}
