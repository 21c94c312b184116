package mutants

// beaconGroup is the faults of model/beacon.
func beaconGroup() Group {
	const (
		scheme  = "model/beacon/scheme.go"
		machine = "model/beacon/machine.go"
	)
	in := func(test string) Check { return Check{"./model/beacon", test} }
	return Group{"beacon", "Random beacons", []Mutant{
		{"BEACON-M1", "a chained beacon with an empty previous signature passes for an unchained one", "BEACON-P4", scheme,
			"if len(previous) != want {", "if len(previous) > want {", in("TestChainedNeverPassesForUnchained")},
		{"BEACON-M2", "an unchained beacon may carry a previous signature", "BEACON-P4", scheme,
			"if len(previous) != want {", "if len(previous) < want {", in("TestChainedNeverPassesForUnchained")},
		{"BEACON-M3", "round 0 is signed", "BEACON: rounds", scheme,
			"if round == 0 {", "if false {", in("TestNobodySignsRoundZero")},
		{"BEACON-M4", "the round is hashed in the wrong byte order", "BEACON-1", scheme,
			"binary.BigEndian.AppendUint64(bytes.Clone(previous), round)", "binary.LittleEndian.AppendUint64(bytes.Clone(previous), round)", in("TestMessagesAreHashedAsDrandDoes")},
		{"BEACON-M5", "round 1 may follow any seed", "BEACON-1", scheme,
			"c.Scheme.Chained && b.Round == 1 && c.Genesis != nil && !bytes.Equal(b.Previous, c.Genesis)", "false", in("TestBrokenChainsAreRefused")},
		{"BEACON-M6", "a chain may have gaps", "BEACON-P3", scheme,
			"if b.Round != before.Round+1 {", "if b.Round <= before.Round {", in("TestUnchainedBeaconsHaveNoGaps")},
		{"BEACON-M7", "a beacon need not cover the one before", "BEACON-P3", scheme,
			"if c.Scheme.Chained && !bytes.Equal(b.Previous, before.Signature) {", "if false {", in("TestBrokenChainsAreRefused")},
		{"BEACON-M8", "fastnet is taken to hash under the tag of its own group", "drand: fastnet", scheme,
			"bls.MinSignatureSize(bls.Basic).WithTag(bls.MinPubkeySize(bls.Basic).Tag)}", "bls.MinSignatureSize(bls.Basic)}", in("TestSchemesAreDrands")},
		{"BEACON-M9", "beacons of others are adopted unverified", "BEACON-6", machine,
			"if m.chain.Verify(b) != nil {", "if false {", in("TestEveryRoundHasOneOutput")},
		{"BEACON-M10", "partials are not verified when they arrive", "BEACON-4", machine,
			"if m.key.Verify(message, partial) != nil {", "if false {", in("TestASenderGetsOneTryARound")},
		{"BEACON-M11", "a sender has as many tries as it likes", "BEACON-4", machine,
			"\ts.tried = s.tried.With(from)\n", "", in("TestASenderGetsOneTryARound")},
		{"BEACON-M12", "a chained machine does not cover the previous signature", "BEACON-1", machine,
			"if m.chain.Scheme.Chained {\n\t\treturn b.Signature", "if m.chain.Scheme.Chained && b.Round == 0 {\n\t\treturn b.Signature", in("TestEveryRoundHasOneOutput")},
		{"BEACON-M13", "an early partial is forgotten", "BEACON-4", machine,
			"s.early = append(slices.Clip(s.early), waiting[S]{from, p})", "_ = p", in("TestPartialsOfTheNextRoundWait")},
		{"BEACON-M14", "the key's tag need not be the scheme's", "BEACON: configuration", machine,
			"if suite.Tag != s.Suite.Tag || suite.Scheme != s.Suite.Scheme {", "if suite.Scheme != s.Suite.Scheme {", in("TestTheMachineChecksItsConfiguration")},
	}}
}
