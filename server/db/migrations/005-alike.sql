-- SPDX-License-Identifier: GPL-3.0-or-later

-- Whether what was typed is meant by a title or name, both in lower case: each of its words stands in the name, or is one edit (from
-- 3 letters) or two (from 6) away from a word of it; swapped neighbours are one edit. As shared/rules/sparkle-words.c does it.
CREATE OR REPLACE FUNCTION is_alike (typed text, name text) RETURNS boolean
  LANGUAGE sql STABLE
  RETURN typed ~ '[[:alnum:]]'
     AND NOT EXISTS (
       SELECT FROM regexp_split_to_table (typed, '[^[:alnum:]]+') t
         WHERE t <> '' AND NOT EXISTS (
           SELECT FROM regexp_split_to_table (name, '[^[:alnum:]]+') w
             WHERE starts_with (w, t)
                OR char_length (t) >= 3 AND (
                     strpos (w, t) > 0
                  OR char_length (t) <= 40 AND char_length (w) <= 60 AND abs (char_length (w) - char_length (t)) <= 2 AND (
                       levenshtein_less_equal (w, t, 2) <= CASE WHEN char_length (t) >= 6 THEN 2 ELSE 1 END
                    OR EXISTS (SELECT FROM generate_series (1, char_length (t) - 1) i
                                 WHERE w = left (t, i - 1) || substr (t, i + 1, 1) || substr (t, i, 1) || substr (t, i + 2))))));
