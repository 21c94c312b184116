package mutants

const (
	dkgPhases = "model/dkg/phases.go"
	dkgExpose = "model/dkg/expose.go"
	dkgFinish = "model/dkg/finish.go"
	dkgState  = "model/dkg/state.go"
	dkgConfig = "model/dkg/config.go"
)

func inDKG(test string) Check { return Check{"./model/dkg", test} }

// dkgGroup is the faults of model/dkg. GJKR is Gennaro, Jarecki, Krawczyk and Rabin 2007.
var dkgGroup = Group{"dkg", "Distributed key generation and resharing", []Mutant{
	{"DKG-M1", "justifications are not held against the commitment", "DKG-7", dkgPhases,
		"r, _ := m.receiver(answer.Node); !m.fits(c, r, answer.Share) {", "r, _ := m.receiver(answer.Node); r < 0 {",
		inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M2", "a complaint may stay unanswered", "DKG-7", dkgPhases,
		"return satisfied.Includes(accusers)", "return satisfied.Len() >= 0", inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M3", "one complaint more than f is tolerated", "DKG-7", dkgPhases,
		"if accusers.Len() <= m.faults && m.answered", "if accusers.Len() <= m.faults+1 && m.answered",
		inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M4", "one complaint less than f disqualifies", "DKG-7", dkgPhases,
		"if accusers.Len() <= m.faults && m.answered", "if accusers.Len() < m.faults && m.answered",
		inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M5", "a dealer's complaint of itself counts", "DKG-5", dkgPhases,
		"if ok && receiver != dealer && message", "if ok && message", inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M6", "a longer commitment vector raises the threshold", "DKG-4", dkgPhases,
		"if len(c) != m.Threshold() {", "if len(c) < m.Threshold() {", inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M7", "a resharing dealer may deal another secret than its share", "IC §III.1.3.6", dkgPhases,
		"if m.reshared != nil && !m.group.Equal(c[0], m.reshared.images[k]) {", "if false {", inDKG("TestResharingKeepsTheKey")},
	{"DKG-M8", "a receiver keeps the private share although it complained", "DKG-8", dkgPhases,
		"if m.accusers(s, dealer).Has(s.Self) {", "if false {", inDKG("TestEveryWayToCheatOneOfThreeIsHandled")},
	{"DKG-M9", "an honest dealer publishes the shares of those who did not complain", "DKG-6", dkgPhases,
		"if accusers.Has(receiver) {\n\t\t\tanswers", "if true {\n\t\t\tanswers", inDKG("TestAnHonestDealerAnswersAtMostFComplaints")},
	{"DKG-M10", "an honest dealer publishes more than f shares", "DKG-6", dkgPhases,
		"if accusers.Empty() || accusers.Len() > m.faults {", "if accusers.Empty() {", inDKG("TestAnHonestDealerAnswersAtMostFComplaints")},
	{"DKG-M11", "a missing share is no reason to complain", "DKG-5", dkgPhases,
		"!ok || !m.fits(c, r, share.(Share[E])) {", "ok && !m.fits(c, r, share.(Share[E])) {", inDKG("TestEveryWayToCheatOneOfThreeIsHandled")},
	{"DKG-M12", "of two contradicting messages the first counts", "DKG-3", dkgState,
		"here.contradicted = true", "here.contradicted = false", inDKG("TestTheOrderOfArrivalDoesNotMatter")},
	{"DKG-M13", "messages of the phase before still count", "DKG-2", dkgState,
		"if !ok || kind.phase() < s.Phase {", "if !ok || kind.phase()+1 < s.Phase {", inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M14", "shares are relayed, so that anybody sends them in a dealer's name", "DKG-3", dkgState,
		"private || !m.relay {", "private && false || !m.relay {", inDKG("TestSharesAreNotRelayed")},
	{"DKG-M15", "an accusation need not fit the deal, so that false ones break honest dealers", "DKG-11", dkgExpose,
		"if o.Node == dealer && m.fits(c, r, o.Share) {", "if o.Node == dealer && len(c) > 0 {", inDKG("TestRulesOfTheExposure")},
	{"DKG-M16", "an exposure is not held against the shares", "DKG-10", dkgExpose,
		"if share, ok := m.mine(s, dealer); ok && !m.fitsExposure(c, r, share) {", "if share, ok := m.mine(s, dealer); ok && r+len(c) < 0 {",
		inDKG("TestEveryWayToCheatInTheExposureIsHandled")},
	{"DKG-M17", "accusations break nobody", "DKG-11", dkgExpose,
		"if !ok || m.convicted(s, dealer, c) {", "if !ok || len(c) == 0 {", inDKG("TestRulesOfTheExposure")},
	{"DKG-M18", "an exposure of another length stands", "DKG-11", dkgExpose,
		"return c, len(c) == m.Threshold()", "return c, len(c) >= m.Threshold()", inDKG("TestRulesOfTheExposure")},
	{"DKG-M19", "the key is the sum of the first dealers, qualified or not", "DKG-14", dkgFinish,
		"if !s.qual.Has(dealer) {", "if c, ok := m.dealt(s, k); !ok || c == nil {", inDKG("TestEveryWayToCheatOneOfThreeIsHandled")},
	{"DKG-M20", "resharing adds the old shares up without weights", "IC §III.1.3.6", dkgFinish,
		"if m.reshared == nil {\n\t\tweights", "if true {\n\t\tweights", inDKG("TestResharingKeepsTheKey")},
	{"DKG-M21", "the transcript does not cover what was said", "DKG-3", dkgFinish,
		"h.Write(here.octets)", "_ = here.octets", inDKG("TestTheTranscriptCoversWhatWasSaid")},
	{"DKG-M22", "f nodes alone hold the key: t = f is accepted", "IC §III.1.3.3", dkgConfig,
		"case p.Threshold <= p.Faults ||", "case p.Threshold < p.Faults ||", inDKG("TestParametersAreChecked")},
	{"DKG-M23", "the honest nodes alone cannot sign: t = n-f+1 is accepted", "IC §III.1.3.3", dkgConfig,
		"p.Threshold > p.Nodes-p.Faults:", "p.Threshold > p.Nodes-p.Faults+1:", inDKG("TestParametersAreChecked")},
	{"DKG-M24", "a node may be in a group twice", "IC §III.1.3.6", dkgConfig,
		"if seen.Has(i) {", "if false {", inDKG("TestResharingParametersAreChecked")},
	{"DKG-M25", "under Feldman's commitments a share may carry a blind", "DKG-5", dkgPhases,
		"} else if !f.Equal(share.Blind, f.FromUint(0)) {", "} else if f == nil {", inDKG("TestRulesOfTheQualifiedSet")},
	{"DKG-M26", "Gennaro's dealers expose their secrets at once", "GJKR Fig. 2", dkgPhases,
		"if b != nil {\n\t\t\tc[k]", "if false {\n\t\t\tc[k]", inDKG("TestHonestNodesShareAKeyOverEveryGroup")},
}}
