//! Codes as telephones read them, and tickets as printers burn them.

use anyhow::{Context as _, Result, bail};
use image::{GrayImage, Luma};

/// The text of the first code on a picture.
pub fn code(picture: &GrayImage) -> Result<String> {
    let size = [picture.width(), picture.height()].map(|side| side as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(size[0], size[1], |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let grids = prepared.detect_grids();
    Ok(grids.first().context("there is no code on the picture")?.decode()?.1)
}

/// The picture on a ticket, from the ESC/POS that prints it. A ticket that is not whole, up to the cut,
/// is a mistake, and so is anything else that a printer would take for text.
pub fn ticket(mut bytes: &[u8]) -> Result<GrayImage> {
    let (mut wide, mut dots) = (0, Vec::new());
    let mut is_cut = false;
    while !bytes.is_empty() {
        let taken = match *bytes {
            [0x1b, b'@', ..] => 2,
            [0x1b, b'd', _, ..] | [0x1d, b'a', 0, ..] => 3,
            [0x1d, b'V', b'A', _, ..] => {
                is_cut = true;
                4
            }
            [0x1d, b'v', b'0', 0, xl, xh, yl, yh, ..] => {
                let of = |low: u8, high: u8| usize::from(low) + 256 * usize::from(high);
                let taken = 8 + of(xl, xh) * of(yl, yh);
                wide = of(xl, xh);
                dots.extend_from_slice(bytes.get(8..taken).context("a picture is not whole")?);
                taken
            }
            _ => bail!("no ticket has {:02x?}", &bytes[..bytes.len().min(8)]),
        };
        bytes = bytes.get(taken..).context("a command is not whole")?;
    }
    anyhow::ensure!(is_cut && wide > 0, "the ticket is not whole");
    let size = [wide * 8, dots.len() / wide].map(|side| u32::try_from(side).unwrap_or_default());
    Ok(GrayImage::from_fn(size[0], size[1], |x, y| {
        let byte = dots[y as usize * wide + x as usize / 8];
        Luma([if byte & 0x80 >> (x % 8) == 0 { 255 } else { 0 }])
    }))
}
