package mutants

// dkgGroup is the faults of model/dkg. GJKR is Gennaro, Jarecki, Krawczyk and Rabin 2007.
func dkgGroup() Group {
	const (
		phases = "model/dkg/phases.go"
		expose = "model/dkg/expose.go"
		finish = "model/dkg/finish.go"
		state  = "model/dkg/state.go"
		config = "model/dkg/config.go"
	)
	in := func(test string) Check { return Check{"./model/dkg", test} }
	return Group{"dkg", "Distributed key generation and resharing", []Mutant{
		{"DKG-M1", "justifications are not held against the commitment", "DKG-7", phases,
			"r, _ := m.receiver(answer.Node); !m.fits(c, r, answer.Share) {", "r, _ := m.receiver(answer.Node); r < 0 {",
			in("TestRulesOfTheQualifiedSet")},
		{"DKG-M2", "a complaint may stay unanswered", "DKG-7", phases,
			"return satisfied.Includes(accusers)", "return satisfied.Len() >= 0", in("TestRulesOfTheQualifiedSet")},
		{"DKG-M3", "one complaint more than f is tolerated", "DKG-7", phases,
			"if accusers.Len() <= m.faults && m.answered", "if accusers.Len() <= m.faults+1 && m.answered",
			in("TestRulesOfTheQualifiedSet")},
		{"DKG-M4", "one complaint less than f disqualifies", "DKG-7", phases,
			"if accusers.Len() <= m.faults && m.answered", "if accusers.Len() < m.faults && m.answered",
			in("TestRulesOfTheQualifiedSet")},
		{"DKG-M5", "a dealer's complaint of itself counts", "DKG-5", phases,
			"if ok && receiver != dealer && message", "if ok && message", in("TestRulesOfTheQualifiedSet")},
		{"DKG-M6", "a longer commitment vector raises the threshold", "DKG-4", phases,
			"if len(c) != m.Threshold() {", "if len(c) < m.Threshold() {", in("TestRulesOfTheQualifiedSet")},
		{"DKG-M7", "a resharing dealer may deal another secret than its share", "IC §III.1.3.6", phases,
			"if m.reshared != nil && !m.group.Equal(c[0], m.reshared.images[k]) {", "if false {", in("TestResharingKeepsTheKey")},
		{"DKG-M8", "a receiver keeps the private share although it complained", "DKG-8", phases,
			"if m.accusers(s, dealer).Has(s.Self) {", "if false {", in("TestEveryWayToCheatOneOfThreeIsHandled")},
		{"DKG-M9", "an honest dealer publishes the shares of those who did not complain", "DKG-6", phases,
			"if accusers.Has(receiver) {\n\t\t\tanswers", "if true {\n\t\t\tanswers", in("TestAnHonestDealerAnswersAtMostFComplaints")},
		{"DKG-M10", "an honest dealer publishes more than f shares", "DKG-6", phases,
			"if accusers.Empty() || accusers.Len() > m.faults {", "if accusers.Empty() {", in("TestAnHonestDealerAnswersAtMostFComplaints")},
		{"DKG-M11", "a missing share is no reason to complain", "DKG-5", phases,
			"!ok || !m.fits(c, r, share.(Share[E])) {", "ok && !m.fits(c, r, share.(Share[E])) {", in("TestEveryWayToCheatOneOfThreeIsHandled")},
		{"DKG-M12", "of two contradicting messages the first counts", "DKG-3", state,
			"here.contradicted = true", "here.contradicted = false", in("TestTheOrderOfArrivalDoesNotMatter")},
		{"DKG-M13", "messages of the phase before still count", "DKG-2", state,
			"if !ok || kind.phase() < s.Phase {", "if !ok || kind.phase()+1 < s.Phase {", in("TestRulesOfTheQualifiedSet")},
		{"DKG-M14", "shares are relayed, so that anybody sends them in a dealer's name", "DKG-3", state,
			"private || !m.relay {", "private && false || !m.relay {", in("TestSharesAreNotRelayed")},
		{"DKG-M15", "an accusation need not fit the deal, so that false ones break honest dealers", "DKG-11", expose,
			"if o.Node == dealer && m.fits(c, r, o.Share) {", "if o.Node == dealer && len(c) > 0 {", in("TestRulesOfTheExposure")},
		{"DKG-M16", "an exposure is not held against the shares", "DKG-10", expose,
			"if share, ok := m.mine(s, dealer); ok && !m.fitsExposure(c, r, share) {", "if share, ok := m.mine(s, dealer); ok && r+len(c) < 0 {",
			in("TestEveryWayToCheatInTheExposureIsHandled")},
		{"DKG-M17", "accusations break nobody", "DKG-11", expose,
			"if !ok || m.convicted(s, dealer, c) {", "if !ok || len(c) == 0 {", in("TestRulesOfTheExposure")},
		{"DKG-M18", "an exposure of another length stands", "DKG-11", expose,
			"return c, len(c) == m.Threshold()", "return c, len(c) >= m.Threshold()", in("TestRulesOfTheExposure")},
		{"DKG-M19", "the key is the sum of the first dealers, qualified or not", "DKG-14", finish,
			"if !s.qual.Has(dealer) {", "if c, ok := m.dealt(s, k); !ok || c == nil {", in("TestEveryWayToCheatOneOfThreeIsHandled")},
		{"DKG-M20", "resharing adds the old shares up without weights", "IC §III.1.3.6", finish,
			"if m.reshared == nil {\n\t\tweights", "if true {\n\t\tweights", in("TestResharingKeepsTheKey")},
		{"DKG-M21", "the transcript does not cover what was said", "DKG-3", finish,
			"h.Write(here.octets)", "_ = here.octets", in("TestTheTranscriptCoversWhatWasSaid")},
		{"DKG-M22", "f nodes alone hold the key: t = f is accepted", "IC §III.1.3.3", config,
			"case p.Threshold <= p.Faults ||", "case p.Threshold < p.Faults ||", in("TestParametersAreChecked")},
		{"DKG-M23", "the honest nodes alone cannot sign: t = n-f+1 is accepted", "IC §III.1.3.3", config,
			"p.Threshold > p.Nodes-p.Faults:", "p.Threshold > p.Nodes-p.Faults+1:", in("TestParametersAreChecked")},
		{"DKG-M24", "a node may be in a group twice", "IC §III.1.3.6", config,
			"if seen.Has(i) {", "if false {", in("TestResharingParametersAreChecked")},
		{"DKG-M25", "under Feldman's commitments a share may carry a blind", "DKG-5", phases,
			"} else if !f.Equal(share.Blind, f.FromUint(0)) {", "} else if f == nil {", in("TestRulesOfTheQualifiedSet")},
		{"DKG-M26", "Gennaro's dealers expose their secrets at once", "GJKR Fig. 2", phases,
			"if b != nil {\n\t\t\tc[k]", "if false {\n\t\t\tc[k]", in("TestHonestNodesShareAKeyOverEveryGroup")},
	}}
}
