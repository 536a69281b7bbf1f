//! The plural of a kind, exactly as controller-gen forms it, because it becomes part of every URL and cannot change
//! once objects exist.

use std::sync::LazyLock;

/// Returns the default plural of a kind: lower case, with irregular English plurals.
///
/// ```
/// use kubewright_core::names::plural;
///
/// assert_eq!(plural("NetworkPolicy"), "networkpolicies");
/// assert_eq!(plural("Index"), "indices");
/// ```
///
/// Differs from controller-gen where controller-gen repeats the last part (`Dns`, `Ips`: `dnsdnses`).
pub fn plural(kind: &str) -> String {
    let rules = &*RULES;
    let last = last_part(kind);
    let head = &kind[..kind.len() - last.len()];
    let last_lower = last.to_lowercase();
    let (head, end) = if let Some(plural) = rules.plural_of(kind) {
        ("", plural.to_owned())
    } else if rules.is_plural(&last_lower) {
        (head, last_lower)
    } else if let Some(plural) = rules.plural_of(&last_lower) {
        (head, plural.to_owned())
    } else if !last.ends_with('s') && rules.acronyms.contains(&&*last.to_uppercase()) && !is_upper(last) {
        (head, format!("{last}s"))
    } else {
        (head, by_ending(last))
    };
    format!("{head}{end}").to_lowercase()
}

fn is_upper(part: &str) -> bool {
    !part.contains(char::is_lowercase)
}

fn by_ending(part: &str) -> String {
    let last = part.bytes().last();
    // Most endings are not compared: the last byte differs.
    let may_end =
        |(singular, plural): &(&str, &str)| [singular.bytes().last(), plural.bytes().last()].contains(&last);
    for (singular, plural) in RULES.endings.iter().filter(|pair| may_end(pair)) {
        if part.ends_with(plural) {
            return part.to_owned();
        }
        if let Some(stem) = part.strip_suffix(singular) {
            return format!("{stem}{plural}");
        }
    }
    if part.ends_with('s') {
        part.to_owned()
    } else {
        format!("{part}s")
    }
}

/// The last part of a kind: `Route` for `HTTPRoute`. Parts begin at a capital after another letter, and after an
/// acronym.
fn last_part(kind: &str) -> &str {
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, char) in kind.char_indices() {
        let begins = char.is_uppercase() && before.is_some_and(|before| !before.is_uppercase());
        // Acronyms have no lower-case letters.
        let may_end = before.is_some_and(|before| !before.is_lowercase());
        if begins || (may_end && RULES.acronyms.contains(&&kind[start..at])) {
            start = at;
        }
        before = Some(char);
    }
    &kind[start..]
}

/// Lists, because a run needs a few plurals, and a map of all words takes longer to build than they take to find.
struct Rules {
    /// Singulars with their plurals; later ones replace earlier ones.
    words: Vec<(&'static str, &'static str)>,
    /// Endings with their plurals; the first match counts.
    endings: Vec<(&'static str, &'static str)>,
    acronyms: Vec<&'static str>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let unchanged = UNCHANGED.split_ascii_whitespace().map(|word| (word, word));
    let mut words: Vec<_> = unchanged.chain(pairs(WORDS)).collect();
    let endings = words.iter().rev().copied().chain(pairs(ENDINGS)).collect();
    words.extend(pairs(EXACT));
    Rules {
        words,
        endings,
        acronyms: ACRONYMS.split_ascii_whitespace().collect(),
    }
});

impl Rules {
    fn plural_of(&self, word: &str) -> Option<&'static str> {
        let found = self.words.iter().rev().find(|(singular, _)| *singular == word);
        found.map(|(_, plural)| *plural)
    }

    fn is_plural(&self, word: &str) -> bool {
        let is_of_word = self.words.iter().any(|(_, plural)| *plural == word);
        is_of_word
            || OTHER_PLURALS
                .split_ascii_whitespace()
                .any(|plural| plural == word)
    }
}

fn pairs(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.split_ascii_whitespace()
        .filter_map(|pair| pair.split_once('>'))
}

/// Words with the same singular and plural.
const UNCHANGED: &str = "\
    aircraft beef bison blues chassis deer fish moose police salmon series sheep shrimp species swine trout
    tuna you media graffiti equipment information jeans money news rice";

/// `singular>plural`; also used as endings, later entries first.
const WORDS: &str = "\
    child>children foot>feet goose>geese man>men human>humans mouse>mice tooth>teeth woman>women
    person>people adieu>adieux fabliau>fabliaux bureau>bureaus criterion>criteria ganglion>ganglia
    lexicon>lexica mitochondrion>mitochondria noumenon>noumena phenomenon>phenomena taxon>taxa medium>media
    stadium>stadiums aquarium>aquaria auditorium>auditoria symposium>symposia curriculum>curriculums
    quota>quotas alumnus>alumni bacillus>bacilli cactus>cacti coccus>cocci focus>foci locus>loci
    nucleus>nuclei octopus>octupuses radius>radii syllabus>syllabi corpus>corpora genus>genera
    alumna>alumnae vertebra>vertebrae differentia>differentiae minutia>minutiae vita>vitae larva>larvae
    postcava>postcavae praecava>praecavae uva>uvae apex>apices codex>codices index>indices latex>latices
    vertex>vertices vortex>vortices appendix>appendices radix>radices helix>helices crisis>crises
    ellipsis>ellipses genesis>geneses oasis>oases thesis>theses testis>testes base>bases basis>bases
    vedalia>vedalias abuse>abuses cause>causes clause>clauses cruse>cruses excuse>excuses fuse>fuses
    house>houses misuse>misuses muse>muses pause>pauses ache>aches topaz>topazes buffalo>buffaloes
    potato>potatoes tomato>tomatoes dwarf>dwarfs hoof>hoofs thief>thieves chive>chives hive>hives
    move>moves movie>movies cookie>cookies pretorium>pretoriums agenda>agendas formula>formulas shoe>shoes";

/// `singular>plural`; not used as endings.
const EXACT: &str = "\
    ox>oxen louse>lice die>dice axis>axes alias>aliases use>uses toe>toes ID>IDs";

/// Plurals that follow no rule.
const OTHER_PLURALS: &str = "indexes cactuses octopi beefs fishes";

/// `ending>plural`; the first match counts. The five `bulae` are intentional.
const ENDINGS: &str = "\
    tive>tives eaf>eaves oaf>oaves afe>aves arf>arves rfe>rves rf>rves lf>lves fe>ves ay>ays ey>eys oy>oys
    quy>quies uy>uys y>ies eau>eaux bula>bulae dula>bulae lula>bulae nula>bulae vula>bulae hedron>hedra
    ium>ia seum>seums eum>ea oum>oa stracum>straca dum>da elum>ela ilum>ila olum>ola ulum>ula llum>lla
    ylum>yla imum>ima ernum>erna gnum>gna brum>bra crum>cra terum>tera serum>sera trum>tra antum>anta
    atum>ata entum>enta etum>eta itum>ita otum>ota utum>uta ctum>cta ovum>ova trix>trices iasis>iases
    mesis>meses kinesis>kineses resis>reses gnosis>gnoses opsis>opses ysis>yses ouse>ouses lause>lauses
    us>uses ch>ches io>ios sh>shes ss>sses ez>ezzes iz>izzes tz>tzes zz>zzes ano>anos lo>los to>tos oo>oos
    o>oes x>xes S>Ses";

/// Acronyms end a part of a kind: `APIKey` is `API` and `Key`.
const ACRONYMS: &str = "\
    OK UTF8 HTML JSON JWT ID UUID SQL ACK ACL ADSL AES ANSI API ARP ATM BGP BSS CCITT CHAP CIDR CIR CLI CPE
    CPU CRC CRT CSMA CMOS DCE DEC DES DHCP DNS DRAM DSL DSLAM DTE DMI EHA EIA EIGRP EOF ESS FCC FCS FDDI
    FTP GBIC GEPOF HDLC HTTP HTTPS IANA ICMP IDF IDS IEEE IETF IMAP IP IPS ISDN ISP LACP LAN LAPB LAPF LLC
    MAC MC MDF MIB MPLS MTU NAC NAT NBMA NIC NRZ NRZI NVRAM OSI OSPF OUI PAP PAT PC PIM PCM PDU POP3 POTS
    PPP PPTP PTT PVST RAM RARP RFC RIP RLL ROM RSTP RTP RCP SDLC SFD SFP SLARP SLIP SMTP SNA SNAP SNMP SOF
    SRAM SSH SSID STP SYN TDM TFTP TIA TOFU UDP URL URI USB UTP VC VLAN VLSM VPN W3C WAN WEP WPA WWW";

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn agrees_with_the_table() {
        let table = include_str!("../../../testdata/names/plurals.txt");
        let mut count = 0;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (kind, expected) = line.split_once(' ').unwrap();
            assert_eq!(plural(kind), expected, "{kind}");
            count += 1;
        }
        assert!(count > 200, "the table is cut off: {count} lines");
    }

    #[test]
    fn no_part_is_written_twice() {
        assert_eq!(plural("Dns"), "dns");
        assert_eq!(plural("AllowedIPs"), "allowedips");
    }

    #[test]
    fn takes_any_text() {
        assert_eq!(plural(""), "s");
        assert_eq!(plural("Größe"), "größes");
    }
}
