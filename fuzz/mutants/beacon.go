package mutants

const (
	beaconScheme  = "model/beacon/scheme.go"
	beaconMachine = "model/beacon/machine.go"
)

func inBeacon(test string) Check { return Check{"./model/beacon", test} }

// beaconGroup is the faults of model/beacon.
var beaconGroup = Group{"beacon", "Random beacons", []Mutant{
	{"BEACON-M1", "a chained beacon with an empty previous signature passes for an unchained one", "BEACON-P4", beaconScheme,
		"if len(previous) != want {", "if len(previous) > want {", inBeacon("TestChainedNeverPassesForUnchained")},
	{"BEACON-M2", "an unchained beacon may carry a previous signature", "BEACON-P4", beaconScheme,
		"if len(previous) != want {", "if len(previous) < want {", inBeacon("TestChainedNeverPassesForUnchained")},
	{"BEACON-M3", "round 0 is signed", "BEACON: rounds", beaconScheme,
		"if round == 0 {", "if false {", inBeacon("TestNobodySignsRoundZero")},
	{"BEACON-M4", "the round is hashed in the wrong byte order", "BEACON-1", beaconScheme,
		"binary.BigEndian.AppendUint64(bytes.Clone(previous), round)", "binary.LittleEndian.AppendUint64(bytes.Clone(previous), round)", inBeacon("TestMessagesAreHashedAsDrandDoes")},
	{"BEACON-M5", "round 1 may follow any seed", "BEACON-1", beaconScheme,
		"c.Scheme.Chained && b.Round == 1 && c.Genesis != nil && !bytes.Equal(b.Previous, c.Genesis)", "false", inBeacon("TestBrokenChainsAreRefused")},
	{"BEACON-M6", "a chain may have gaps", "BEACON-P3", beaconScheme,
		"if b.Round != before.Round+1 {", "if b.Round <= before.Round {", inBeacon("TestUnchainedBeaconsHaveNoGaps")},
	{"BEACON-M7", "a beacon need not cover the one before", "BEACON-P3", beaconScheme,
		"if c.Scheme.Chained && !bytes.Equal(b.Previous, before.Signature) {", "if false {", inBeacon("TestBrokenChainsAreRefused")},
	{"BEACON-M8", "fastnet is taken to hash under the tag of its own group", "drand: fastnet", beaconScheme,
		"bls.MinSignatureSize(bls.Basic).WithTag(bls.MinPubkeySize(bls.Basic).Tag)}", "bls.MinSignatureSize(bls.Basic)}", inBeacon("TestSchemesAreDrands")},
	{"BEACON-M9", "beacons of others are adopted unverified", "BEACON-6", beaconMachine,
		"if m.chain.Verify(b) != nil {", "if false {", inBeacon("TestEveryRoundHasOneOutput")},
	{"BEACON-M10", "partials are not verified when they arrive", "BEACON-4", beaconMachine,
		"if m.key.Verify(message, partial) != nil {", "if false {", inBeacon("TestASenderGetsOneTryARound")},
	{"BEACON-M11", "a sender has as many tries as it likes", "BEACON-4", beaconMachine,
		"\ts.tried = s.tried.With(from)\n", "", inBeacon("TestASenderGetsOneTryARound")},
	{"BEACON-M12", "a chained machine does not cover the previous signature", "BEACON-1", beaconMachine,
		"if m.chain.Scheme.Chained {\n\t\treturn b.Signature", "if m.chain.Scheme.Chained && b.Round == 0 {\n\t\treturn b.Signature", inBeacon("TestEveryRoundHasOneOutput")},
	{"BEACON-M13", "an early partial is forgotten", "BEACON-4", beaconMachine,
		"s.early = append(slices.Clip(s.early), waiting[S]{from, p})", "_ = p", inBeacon("TestPartialsOfTheNextRoundWait")},
	{"BEACON-M14", "the key's tag need not be the scheme's", "BEACON: configuration", beaconMachine,
		"if suite.Tag != s.Suite.Tag || suite.Scheme != s.Suite.Scheme {", "if suite.Scheme != s.Suite.Scheme {", inBeacon("TestTheMachineChecksItsConfiguration")},
}}
