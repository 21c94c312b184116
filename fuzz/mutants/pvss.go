package mutants

// pvssGroup is the faults of model/pvss.
func pvssGroup() Group {
	const (
		schoenmakers      = "model/pvss/schoenmakers.go"
		schoenmakersShare = "model/pvss/schoenmakers_share.go"
		pairing           = "model/pvss/pairing.go"
		pairingShare      = "model/pvss/pairing_share.go"
		session           = "model/pvss/session.go"
		scheme            = "model/pvss/scheme.go"
	)
	in := func(test string) Check { return Check{"./model/pvss", test} }
	allOne := func(weights string) string {
		return weights + "\n\tfor k := range u {\n\t\tu[k].SetOne()\n\t}"
	}
	return Group{"pvss", "Publicly verifiable secret sharing", []Mutant{
		{"PVSS-M1", "the challenge is hashed without the announcements, so that proofs are forged", "Schoenmakers 1999 §3", schoenmakers,
			"\t\ttr.Bytes(\"on H\", bls.EncodeG1(d.OnH[k]))\n\t\ttr.Bytes(\"on the key\", bls.EncodeG1(d.OnKeys[k]))\n", "",
			in("TestSchoenmakersForgeryWithoutRecomputedChallengeIsRefused")},
		{"PVSS-M2", "a deal is good for another dealer", "PVSS-P4", schoenmakers,
			"\ttr.Uint(\"dealer\", uint64(dealer))\n", "", in("TestADealIsGoodForItsSessionAndDealerOnly")},
		{"PVSS-M3", "a proof is not bound to its session", "PVSS-P4", session,
			"\ttr.Bytes(\"session\", s.digest[:])\n", "", in("TestADealIsGoodForItsSessionAndDealerOnly")},
		{"PVSS-M4", "a session does not cover its round", "PVSS-P4", session,
			"\ttr.Uint(\"round\", terms.Round)\n", "", in("TestDealsOfDifferentSessionsDoNotAddUp")},
		{"PVSS-M5", "a session does not cover its threshold, so that deals of different ones add up", "PVSS-P5", session,
			"\ttr.Uint(\"threshold\", uint64(terms.Threshold))\n", "", in("TestDealsOfDifferentSessionsDoNotAddUp")},
		{"PVSS-M6", "a session does not cover its recipients", "PVSS-P5", session,
			"\t\ttr.Bytes(\"recipient\", bls.EncodeG1(key))\n", "", in("TestDealsOfDifferentSessionsDoNotAddUp")},
		{"PVSS-M7", "a session does not cover its group", "PVSS-P4", session,
			"\ttr.Bytes(\"group\", []byte(terms.Group))\n", "", in("TestDealsOfDifferentSessionsDoNotAddUp")},
		{"PVSS-M8", "Schoenmakers' scheme has no low-degree test", "SCRAPE §2.1", schoenmakers,
			"minus(times(u[2*n], dual[k]), times(onH, c)),", "minus(times(zero, dual[k]), times(onH, c)),",
			in("TestSchoenmakersRefusesWhatIsNoSharing")},
		{"PVSS-M9", "the pairing scheme has no low-degree test", "SCRAPE §2.1", pairing,
			"exponents[k] = times(v[0], dual)", "exponents[k] = times(bls.Scalar{}, dual)",
			in("TestPairingRefusesWhatIsNoSharing")},
		{"PVSS-M10", "Schoenmakers' batch is unweighted", "Bellare-Garay-Rabin 1998", schoenmakers,
			`u := tr.Weights("weights", 2*n+1)`, allOne(`u := tr.Weights("weights", 2*n+1)`),
			in("TestSchoenmakersShiftsThatCancelAreRefused")},
		{"PVSS-M11", "the pairing scheme's batch is unweighted", "Bellare-Garay-Rabin 1998", pairing,
			`u := tr.Weights("weights", n+1)`, allOne(`u := tr.Weights("weights", n+1)`),
			in("TestPairingShiftsThatCancelAreRefused")},
		{"PVSS-M12", "Schoenmakers' weights do not depend on the responses", "Bellare-Garay-Rabin 1998", schoenmakers,
			`tr.Bytes("response", bls.EncodeScalar(z))`, "_ = z", in("TestWeightsDependOnWhatTheyWeigh")},
		{"PVSS-M13", "the pairing scheme's weights do not depend on the encryptions", "Bellare-Garay-Rabin 1998", pairing,
			"\t\ttr.Bytes(\"encryption\", bls.EncodeG1(d.Encryptions[k]))\n", "", in("TestWeightsDependOnWhatTheyWeigh")},
		{"PVSS-M14", "knowledge of the secret is not proved", "PVSS-P6", pairing,
			"weight := v[2+k]", "weight := times(v[2+k], bls.Scalar{})", in("TestPairingDealsOfOthersAreRefused")},
		{"PVSS-M15", "the proof of knowledge is hashed without its announcement", "PVSS-P6", pairing,
			"\ttr.Bytes(\"on Q\", bls.EncodeG2(c.OnQ))\n", "", in("TestPairingForgedKnowledgeIsRefused")},
		{"PVSS-M16", "the proof of knowledge is good for another dealer", "PVSS-P4", pairing,
			"\ttr.Uint(\"dealer\", uint64(c.Dealer))\n", "", in("TestPairingDealsOfOthersAreRefused")},
		{"PVSS-M17", "what a dealer knows need not be what it deals", "PVSS-P6", pairing,
			`v := tr.Weights("vanishing", 2+len(d.Contributions))`, "v := tr.Weights(\"vanishing\", 2+len(d.Contributions))\n\tv[1] = bls.Scalar{}",
			in("TestPairingDealsOfOthersAreRefused")},
		{"PVSS-M18", "R and T may have different logarithms", "PVSS-8", pairing,
			`u := tr.Weights("weights", n+1)`, "u := tr.Weights(\"weights\", n+1)\n\tu[n] = bls.Scalar{}",
			in("TestPairingBatchEqualsOneByOne")},
		{"PVSS-M19", "a deal need not name its dealer", "PVSS-P4", pairing,
			"named := d.Contributions[0].Dealer; named != dealer {", "named := d.Contributions[0].Dealer; named != dealer && dealer > 1000 {",
			in("TestADealIsGoodForItsSessionAndDealerOnly")},
		{"PVSS-M20", "leading coefficients may cancel in a sum, Schoenmakers", "PVSS-P5", schoenmakers,
			"if losesDegree(sum.session, bls.GroupG1, sum.images) {", "if false {", in("TestSumsThatLoseDegreeAreRefused")},
		{"PVSS-M21", "leading coefficients may cancel in a sum, pairing", "PVSS-P5", pairingShare,
			"if losesDegree(sessions[0], bls.GroupG2, sum.Images) {", "if false {", in("TestSumsThatLoseDegreeAreRefused")},
		{"PVSS-M22", "a dealer counts twice in a sum", "PVSS-P5", scheme,
			"if all[k] == all[k-1] {", "if false {", in("TestDealsOfDifferentSessionsDoNotAddUp")},
		{"PVSS-M23", "a wrong share passes if the first half of its proof is right", "Schoenmakers 1999 §3", schoenmakersShare,
			"if !onP || !onValue {", "if !onP && !onValue {", in("TestEachHalfOfADecryptionProofCounts")},
		{"PVSS-M24", "a decryption proof is hashed without the share", "PVSS-P3", schoenmakersShare,
			"\ttr.Bytes(\"share\", bls.EncodeG1(h.Value))\n", "", in("TestASharePickedAfterTheChallengeIsRefused")},
		{"PVSS-M25", "a decryption proof is hashed without its announcements", "PVSS-P3", schoenmakersShare,
			"\ttr.Bytes(\"on P\", bls.EncodeG1(h.OnP))\n\ttr.Bytes(\"on the share\", bls.EncodeG1(h.OnValue))\n", "",
			in("TestSchoenmakersForgedDecryptionIsRefused")},
		{"PVSS-M26", "decrypted shares are not verified before they recover", "PVSS-P3", scheme,
			"if err := verify(share); err != nil {", "if err := verify(share); false {", in("TestAShareIsGoodForItsRecipientAndSharingOnly")},
		{"PVSS-M27", "duplicates count toward the threshold", "PVSS-5", scheme,
			"if !slices.Contains(set, share.index()) {", "if set == nil || !slices.Contains(set[:0], share.index()) {", in("TestAShareIsGoodForItsRecipientAndSharingOnly")},
		{"PVSS-M28", "anybody's key decrypts anybody's share, wrongly", "PVSS-4", scheme,
			"if !bls.GroupG1.Equal(PublicKey(x), s.key(i)) {", "if false {", in("TestOnlyTheRecipientDecrypts")},
		{"PVSS-M29", "the identity is accepted as a recipient's key", "PVSS: sessions", session,
			"if bls.GroupG1.IsIdentity(key) {", "if false {", in("TestBadTermsAreRefused")},
		{"PVSS-M30", "two recipients may have one key", "PVSS: sessions", session,
			"if other, ok := seen[key]; ok {", "if other, ok := seen[key]; ok && k < 0 {", in("TestBadTermsAreRefused")},
		{"PVSS-M31", "a recovered secret is not held against the images", "PVSS-11", pairingShare,
			"if !certifies(secret, image) {", "if false {", in("TestPublishedSumsVerify")},
	}}
}
