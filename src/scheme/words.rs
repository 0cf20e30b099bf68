//! The words by which a scheme knows what happened: what nobody asks for cannot be priced.

use super::document::Scheme;

/// The incidents that every office knows, with their Chinese word; a scheme may name others of its own.
pub const INCIDENTS: [(&str, &str); 8] = [
    ("late", "迟报"),
    ("missed", "漏报"),
    ("error", "差错被通报"),
    ("false", "信息失实"),
    ("plagiarism", "抄袭"),
    ("secrecy", "泄密"),
    ("negative", "负面报道"),
    ("concealed", "瞒报"),
];

/// The Chinese word for an incident; a word of the scheme's own is its own.
#[must_use]
pub fn incident_word(code: &str) -> &str {
    let known = INCIDENTS.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, word)| word)
}

impl Scheme {
    /// The incidents that any rule of the scheme names.
    pub fn incidents(&self) -> impl Iterator<Item = &str> {
        let deductions = self.deduction.iter().flat_map(|rule| &rule.incident.0);
        let vetoes = self.veto.iter().flat_map(|rule| &rule.incident.0);
        let assessed = self.assessment.iter().flat_map(|rules| &rules.veto);
        let assessed = assessed.flat_map(|rule| &rule.incident.0);
        let merits = self.merit.iter().flat_map(|rule| &rule.ruled_out_by.0);
        let all = deductions.chain(vetoes).chain(assessed).chain(merits);
        all.map(String::as_str)
    }

    /// The parts of the rubric that marks are given for.
    pub fn mark_parts(&self) -> impl Iterator<Item = &str> {
        let parts = self.quality.iter().flat_map(|rules| &rules.part);
        parts.map(|part| part.part.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_of_a_scheme_s_own_is_its_own_word() {
        assert_eq!(
            (incident_word("false"), incident_word("误播")),
            ("信息失实", "误播")
        );
    }

    #[test]
    fn a_scheme_names_the_incidents_and_marks_of_all_its_rules() {
        let scheme = Scheme::parse(
            "code = 'T'\nname = 'T'\n[[deduction]]\nincident = ['false', '误播']\npoints = -1\n\
             [[veto]]\ncode = 'V'\nincident = 'secrecy'\nzero = 'year'\n\
             [assessment]\nfull_mark = 9\npart = [{ name = 'p', at_most = 9, target = 9 }]\n\
             veto = [{ name = 'v', incident = 'negative' }]\n\
             [quality]\npart = [{ part = '文采', weight = '40%' }, { part = '时效', weight = '60%' }]\n",
        )
        .unwrap_or_else(|faults| panic!("{faults:?}"));
        let incidents: Vec<&str> = scheme.incidents().collect();
        assert_eq!(incidents, ["false", "误播", "secrecy", "negative"]);
        let parts: Vec<&str> = scheme.mark_parts().collect();
        assert_eq!(parts, ["文采", "时效"]);
    }
}
