package mutants

// allOne is code that makes the weights u and then forgets them.
func allOne(weights string) string {
	return weights + "\n\tfor k := range u {\n\t\tu[k].SetOne()\n\t}"
}

const (
	pvssSchoenmakers      = "model/crypto/pvss/schoenmakers.go"
	pvssSchoenmakersShare = "model/crypto/pvss/schoenmakers_share.go"
	pvssPairing           = "model/crypto/pvss/pairing.go"
	pvssPairingShare      = "model/crypto/pvss/pairing_share.go"
	pvssSession           = "model/crypto/pvss/session.go"
	pvssScheme            = "model/crypto/pvss/scheme.go"
)

func inPVSS(test string) Check { return Check{"./model/crypto/pvss", test} }

// pvssGroup is the faults of model/crypto/pvss.
var pvssGroup = Group{"pvss", "Publicly verifiable secret sharing", []Mutant{
	{"PVSS-M1", "the challenge is hashed without the announcements, so that proofs are forged", "Schoenmakers 1999 §3", pvssSchoenmakers,
		"\t\ttr.Bytes(\"on H\", bls.EncodeG1(d.OnH[k]))\n\t\ttr.Bytes(\"on the key\", bls.EncodeG1(d.OnKeys[k]))\n", "",
		inPVSS("TestSchoenmakersForgeryWithoutRecomputedChallengeIsRefused")},
	{"PVSS-M2", "a deal is good for another dealer", "PVSS-P4", pvssSchoenmakers,
		"\ttr.Uint(\"dealer\", uint64(dealer))\n", "", inPVSS("TestADealIsGoodForItsSessionAndDealerOnly")},
	{"PVSS-M3", "a proof is not bound to its session", "PVSS-P4", pvssSession,
		"\ttr.Bytes(\"session\", s.digest[:])\n", "", inPVSS("TestADealIsGoodForItsSessionAndDealerOnly")},
	{"PVSS-M4", "a session does not cover its round", "PVSS-P4", pvssSession,
		"\ttr.Uint(\"round\", terms.Round)\n", "", inPVSS("TestDealsOfDifferentSessionsDoNotAddUp")},
	{"PVSS-M5", "a session does not cover its threshold, so that deals of different ones add up", "PVSS-P5", pvssSession,
		"\ttr.Uint(\"threshold\", uint64(terms.Threshold))\n", "", inPVSS("TestDealsOfDifferentSessionsDoNotAddUp")},
	{"PVSS-M6", "a session does not cover its recipients", "PVSS-P5", pvssSession,
		"\t\ttr.Bytes(\"recipient\", bls.EncodeG1(key))\n", "", inPVSS("TestDealsOfDifferentSessionsDoNotAddUp")},
	{"PVSS-M7", "a session does not cover its group", "PVSS-P4", pvssSession,
		"\ttr.Bytes(\"group\", []byte(terms.Group))\n", "", inPVSS("TestDealsOfDifferentSessionsDoNotAddUp")},
	{"PVSS-M8", "Schoenmakers' scheme has no low-degree test", "SCRAPE §2.1", pvssSchoenmakers,
		"minus(times(u[2*n], dual[k]), times(onH, c)),", "minus(times(zero, dual[k]), times(onH, c)),",
		inPVSS("TestSchoenmakersRefusesWhatIsNoSharing")},
	{"PVSS-M9", "the pairing scheme has no low-degree test", "SCRAPE §2.1", pvssPairing,
		"exponents[k] = times(v[0], dual)", "exponents[k] = times(bls.Scalar{}, dual)",
		inPVSS("TestPairingRefusesWhatIsNoSharing")},
	{"PVSS-M10", "Schoenmakers' batch is unweighted", "Bellare-Garay-Rabin 1998", pvssSchoenmakers,
		`u := tr.Weights("weights", 2*n+1)`, allOne(`u := tr.Weights("weights", 2*n+1)`),
		inPVSS("TestSchoenmakersShiftsThatCancelAreRefused")},
	{"PVSS-M11", "the pairing scheme's batch is unweighted", "Bellare-Garay-Rabin 1998", pvssPairing,
		`u := tr.Weights("weights", n+1)`, allOne(`u := tr.Weights("weights", n+1)`),
		inPVSS("TestPairingShiftsThatCancelAreRefused")},
	{"PVSS-M12", "Schoenmakers' weights do not depend on the responses", "Bellare-Garay-Rabin 1998", pvssSchoenmakers,
		`tr.Bytes("response", bls.EncodeScalar(z))`, "_ = z", inPVSS("TestWeightsDependOnWhatTheyWeigh")},
	{"PVSS-M13", "the pairing scheme's weights do not depend on the encryptions", "Bellare-Garay-Rabin 1998", pvssPairing,
		"\t\ttr.Bytes(\"encryption\", bls.EncodeG1(d.Encryptions[k]))\n", "", inPVSS("TestWeightsDependOnWhatTheyWeigh")},
	{"PVSS-M14", "knowledge of the secret is not proved", "PVSS-P6", pvssPairing,
		"weight := v[2+k]", "weight := times(v[2+k], bls.Scalar{})", inPVSS("TestPairingDealsOfOthersAreRefused")},
	{"PVSS-M15", "the proof of knowledge is hashed without its announcement", "PVSS-P6", pvssPairing,
		"\ttr.Bytes(\"on Q\", bls.EncodeG2(c.OnQ))\n", "", inPVSS("TestPairingForgedKnowledgeIsRefused")},
	{"PVSS-M16", "the proof of knowledge is good for another dealer", "PVSS-P4", pvssPairing,
		"\ttr.Uint(\"dealer\", uint64(c.Dealer))\n", "", inPVSS("TestPairingDealsOfOthersAreRefused")},
	{"PVSS-M17", "what a dealer knows need not be what it deals", "PVSS-P6", pvssPairing,
		`v := tr.Weights("vanishing", 2+len(d.Contributions))`, "v := tr.Weights(\"vanishing\", 2+len(d.Contributions))\n\tv[1] = bls.Scalar{}",
		inPVSS("TestPairingDealsOfOthersAreRefused")},
	{"PVSS-M18", "R and T may have different logarithms", "PVSS-8", pvssPairing,
		`u := tr.Weights("weights", n+1)`, "u := tr.Weights(\"weights\", n+1)\n\tu[n] = bls.Scalar{}",
		inPVSS("TestPairingBatchEqualsOneByOne")},
	{"PVSS-M19", "a deal need not name its dealer", "PVSS-P4", pvssPairing,
		"named := d.Contributions[0].Dealer; named != dealer {", "named := d.Contributions[0].Dealer; named != dealer && dealer > 1000 {",
		inPVSS("TestADealIsGoodForItsSessionAndDealerOnly")},
	{"PVSS-M20", "leading coefficients may cancel in a sum, Schoenmakers", "PVSS-P5", pvssSchoenmakers,
		"if losesDegree(sum.session, bls.GroupG1, sum.images) {", "if false {", inPVSS("TestSumsThatLoseDegreeAreRefused")},
	{"PVSS-M21", "leading coefficients may cancel in a sum, pairing", "PVSS-P5", pvssPairingShare,
		"if losesDegree(sessions[0], bls.GroupG2, sum.Images) {", "if false {", inPVSS("TestSumsThatLoseDegreeAreRefused")},
	{"PVSS-M22", "a dealer counts twice in a sum", "PVSS-P5", pvssScheme,
		"if all[k] == all[k-1] {", "if false {", inPVSS("TestDealsOfDifferentSessionsDoNotAddUp")},
	{"PVSS-M23", "a wrong share passes if the first half of its proof is right", "Schoenmakers 1999 §3", pvssSchoenmakersShare,
		"if !onP || !onValue {", "if !onP && !onValue {", inPVSS("TestEachHalfOfADecryptionProofCounts")},
	{"PVSS-M24", "a decryption proof is hashed without the share", "PVSS-P3", pvssSchoenmakersShare,
		"\ttr.Bytes(\"share\", bls.EncodeG1(h.Value))\n", "", inPVSS("TestASharePickedAfterTheChallengeIsRefused")},
	{"PVSS-M25", "a decryption proof is hashed without its announcements", "PVSS-P3", pvssSchoenmakersShare,
		"\ttr.Bytes(\"on P\", bls.EncodeG1(h.OnP))\n\ttr.Bytes(\"on the share\", bls.EncodeG1(h.OnValue))\n", "",
		inPVSS("TestSchoenmakersForgedDecryptionIsRefused")},
	{"PVSS-M26", "decrypted shares are not verified before they recover", "PVSS-P3", pvssScheme,
		"if err := verify(share); err != nil {", "if err := verify(share); false {", inPVSS("TestAShareIsGoodForItsRecipientAndSharingOnly")},
	{"PVSS-M27", "duplicates count toward the threshold", "PVSS-5", pvssScheme,
		"if !slices.Contains(set, share.index()) {", "if set == nil || !slices.Contains(set[:0], share.index()) {", inPVSS("TestAShareIsGoodForItsRecipientAndSharingOnly")},
	{"PVSS-M28", "anybody's key decrypts anybody's share, wrongly", "PVSS-4", pvssScheme,
		"if !bls.GroupG1.Equal(PublicKey(x), s.key(i)) {", "if false {", inPVSS("TestOnlyTheRecipientDecrypts")},
	{"PVSS-M29", "the identity is accepted as a recipient's key", "PVSS: sessions", pvssSession,
		"if bls.GroupG1.IsIdentity(key) {", "if false {", inPVSS("TestBadTermsAreRefused")},
	{"PVSS-M30", "two recipients may have one key", "PVSS: sessions", pvssSession,
		"if other, ok := seen[key]; ok {", "if other, ok := seen[key]; ok && k < 0 {", inPVSS("TestBadTermsAreRefused")},
	{"PVSS-M31", "a recovered secret is not held against the images", "PVSS-11", pvssPairingShare,
		"if !certifies(secret, image) {", "if false {", inPVSS("TestPublishedSumsVerify")},
}}
