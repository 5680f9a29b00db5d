//! A drawn picture for what has to be shown by a file: nobody could take it for a photograph.

use super::chance::Chance;

const WIDTH: usize = 120;
const HEIGHT: usize = 80;

/// A house before a sky in a PNG, in colours of its own.
pub fn png(chance: &mut Chance) -> Vec<u8> {
    let mut shade = |from: i64, to: i64| u8::try_from(chance.between(from, to)).unwrap_or(128);
    let sky = [shade(150, 200), shade(190, 230), 245];
    let wall = [shade(170, 245), shade(150, 220), shade(120, 200)];
    let roof = [shade(90, 190), shade(50, 110), shade(40, 90)];
    let ground = [shade(90, 140), shade(140, 180), shade(80, 110)];
    let (left, right) = (usize::from(shade(20, 40)), usize::from(shade(80, 100)));
    let door = left + usize::from(shade(8, 26));
    let mut rows = Vec::with_capacity(HEIGHT * (WIDTH * 3 + 1));
    for y in 0..HEIGHT {
        // Every row is kept as it is.
        rows.push(0);
        for x in 0..WIDTH {
            let inside = (left..right).contains(&x);
            rows.extend(match y {
                // A striped edge, as on everything that is only for show.
                0..4 | 76..80 if (x + y) / 6 % 2 == 0 => [240, 140, 20],
                16..26 if (left - 6..right + 6).contains(&x) => roof,
                26..62 if inside && (door..door + 12).contains(&x) && y >= 38 => [60, 50, 45],
                26..62 if inside => wall,
                62.. => ground,
                _ => sky,
            });
        }
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
    let mut head = [size(WIDTH), size(HEIGHT)].concat();
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &head);
    chunk(&mut file, b"IDAT", &stored(&rows));
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    file.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let body = [name, data].concat();
    file.extend(&body);
    let sum = body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    });
    file.extend((!sum).to_be_bytes());
}

/// Zlib's form without compression.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = data.chunks(60_000);
    let last = blocks.len();
    for (number, block) in (1..).zip(blocks) {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(number == last));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    out.extend((high << 16 | low).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_is_another_one() {
        let draw = |purpose| png(&mut Chance::new(1, purpose));
        assert_ne!(draw("one"), draw("other"));
        assert_eq!(draw("one"), draw("one"));
        // The known check sum of an empty IEND.
        assert!(draw("one").ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82"));
    }
}
