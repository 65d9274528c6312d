"""python -m unittest test_corruptions.py"""

import unittest

import numpy as np
from corruptions import SEVERITIES, STRENGTHS, corrupt


def pictures() -> list[np.ndarray]:
    """Smooth shapes with edges and a texture, as photographs have."""
    rows, columns = np.mgrid[:32, :32]
    found = []
    for index in range(8):
        random = np.random.default_rng(index)
        middle, colours = random.uniform(8, 24, 2), random.uniform(0, 255, (2, 3))
        inside = np.hypot(rows - middle[0], columns - middle[1]) < 9
        texture = 20 * np.sin(rows * 0.9 + index) * np.cos(columns * 0.7)
        image = np.where(inside[:, :, None], *colours) + texture[:, :, None]
        found.append(np.clip(image, 0, 255).astype(np.uint8))
    return found


def difference(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.square(a.astype(float) - b).mean())


class Corruptions(unittest.TestCase):
    def test_there_are_fifteen(self):
        self.assertEqual(len(STRENGTHS), 15)

    def test_each_severity_is_stronger_than_the_one_before(self):
        for name in STRENGTHS:
            differences = [
                np.mean([difference(p, corrupt(p, name, s, 0, str(i))) for i, p in enumerate(pictures())])
                for s in SEVERITIES
            ]
            with self.subTest(name):
                self.assertGreater(differences[0], 0)
                self.assertEqual(differences, sorted(differences))

    def test_the_same_image_and_seed_give_the_same_pixels(self):
        image = pictures()[0]
        for name in STRENGTHS:
            with self.subTest(name):
                first, again = (corrupt(image, name, 3, 0, "a") for _ in range(2))
                np.testing.assert_array_equal(first, again)

    def test_another_image_or_seed_gets_other_random_numbers(self):
        image = pictures()[0]
        for name in ("gaussian-noise", "motion-blur", "snow", "frost", "fog", "elastic-transform"):
            with self.subTest(name):
                first = corrupt(image, name, 3, 0, "a")
                self.assertGreater(difference(first, corrupt(image, name, 3, 0, "b")), 0)
                self.assertGreater(difference(first, corrupt(image, name, 3, 1, "a")), 0)


if __name__ == "__main__":
    unittest.main()
