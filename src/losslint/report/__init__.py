"""What leaves the house: a `Report` drawn as text or written as JSON. Floor 5.

Renderers return text and print nothing; they decide nothing either: what is reported was selected before.
"""
