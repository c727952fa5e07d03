//! Where clients find a desk: under its name, and the first desk also where clients that know of no
//! names look for it.

use crate::desk::DeskName;

impl DeskName {
    /// The path of something of the desk, such as `/staff`.
    ///
    /// ```
    /// use shared::desk::DeskName;
    ///
    /// let gate: DeskName = "gate".parse()?;
    /// assert_eq!(gate.path("/staff"), "/gate/staff");
    /// assert_eq!(DeskName::main().path("/staff"), "/staff");
    /// # Ok::<(), shared::desk::NotADesk>(())
    /// ```
    pub fn path(&self, rest: &str) -> String {
        if self.is_main() { rest.to_owned() } else { format!("/{self}{rest}") }
    }

    /// Takes a path apart: of which desk it is, and what of that desk. One that begins with no desk's
    /// name is the first desk's.
    ///
    /// ```
    /// use shared::desk::DeskName;
    ///
    /// let (desk, rest) = DeskName::of_path("/gate/pair/kiosk");
    /// assert_eq!((desk.as_str(), rest), ("gate", "/pair/kiosk"));
    /// assert_eq!(DeskName::of_path("/pair/kiosk"), (DeskName::main(), "/pair/kiosk"));
    /// ```
    pub fn of_path(path: &str) -> (Self, &str) {
        let named = path.strip_prefix('/').and_then(|inner| {
            let end = inner.find('/')?;
            Some((inner[..end].parse().ok()?, &inner[end..]))
        });
        named.unwrap_or_else(|| (Self::main(), path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_put_together_and_taken_apart() {
        for path in
            ["/staff", "/pair/kiosk", "/health", "/q/12-abc/live", "/", "", "/x", "/A/staff"]
        {
            assert_eq!(DeskName::of_path(path), (DeskName::main(), path));
        }
        let gate: DeskName = "gate".parse().expect("a name");
        for rest in ["/staff", "/", "/q/12-abc"] {
            assert_eq!(DeskName::of_path(&gate.path(rest)), (gate.clone(), rest));
        }
        assert_eq!(DeskName::of_path("/main/staff"), (DeskName::main(), "/staff"));
    }
}
