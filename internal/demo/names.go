package demo

import "strings"

// people are invented names of one background; families of a Spanish one have two surnames.
type people struct {
	share                 int // how many households of a hundred
	spanish               bool
	families, women, guys []string
}

func list(s string) []string { return strings.Fields(s) }

var everybody = []people{
	{26, false,
		list("Abbott Barlow Carver Dalton Ellery Fairbanks Garland Hadley Kimball Langley Merritt Norwood Pruitt Radcliffe Sawyer Thatcher Underhill Vickers Whitcomb Yardley Ashworth Brannigan"),
		list("Abigail Beth Carol Diane Ellen Frances Grace Hannah Irene Joan Kathleen Laura Margaret Nora Olivia Paula Rachel Susan Teresa Virginia Emma Chloe"),
		list("Albert Benjamin Charles Douglas Edward Frank George Henry Isaac James Kenneth Lewis Martin Nathan Oliver Peter Raymond Samuel Thomas Walter Ethan Caleb")},
	{18, false,
		list("Aaltonen Bjorklund Carlstrom Dahlberg Ekholm Forsberg Grönlund Hakala Järvinen Koskela Lindqvist Mäkinen Nygård Øverland Peltola Rasmussen Sjöberg Thorsen Virtanen Åkerman"),
		list("Aino Britta Elsa Freya Greta Helmi Ingrid Kaisa Linnea Maija Signe Solveig Annika Karin"),
		list("Anders Bjorn Einar Eino Gustav Halvor Isak Jukka Lars Matti Nils Oskar Sven Toivo Erik Magnus")},
	{16, true,
		list("Aguirre Benavídez Cárdenas Domínguez Echeverría Figueroa Garza Hernández Ibáñez Jiménez Luján Medina Muñoz Núñez Ochoa Peña Quintero Rentería Salazar Treviño Vásquez Zamora"),
		list("Ana Beatriz Carmen Dolores Esperanza Gabriela Inés Lucía María Marisol Noemí Pilar Rocío Sofía Valentina Ximena"),
		list("Alejandro Andrés César Diego Emilio Félix Gael Héctor Iván Joaquín José Luis Mateo Raúl Sebastián Óscar")},
	{9, false,
		list("Banks Coleman Dorsey Freeman Gaines Hollis Jeffries Mosley Randolph Tillman Whitfield Youngblood"),
		list("Aaliyah Denise Ebony Imani Janelle Keisha Latoya Monique Naomi Simone Tamika Zora"),
		list("Andre Curtis Darnell Elijah Isaiah Jamal Leon Malik Reginald Terrence Tyrone Xavier")},
	{7, false,
		list("O’Connell O’Malley McBride O'Shea Fitzgerald MacLeod McKenna O'Dowd D'Arcy Gallagher"),
		list("Aoife Bridget Deirdre Fiona Maeve Niamh Siobhán Una"),
		list("Aidan Brendan Cormac Declan Finn Liam Pádraig Seán")},
	{7, false,
		list("Baumgartner Czajkowski Dombrowski Eisenberg Feldmann Górski Hoffmann Kaczmarek Müller Nowak Schroeder Wiśniewski"),
		list("Agnes Clara Danuta Edith Halina Johanna Magda Ursula"),
		list("Casimir Dieter Ernst Jerzy Karl Otto Stefan Wojciech")},
	{6, false,
		list("Vang Xiong Yang Lor Moua Thao Nguyễn Trần Phạm Lê"),
		list("Bao Hoa Kia Lan Mai Nhia Pa Thuy"),
		list("Chue Duc Kou Long Minh Pao Tou Vinh")},
	{5, false,
		list("Abdi Farah Hassan Jama Mohamud Warsame Haddad Khoury Mansour Rahman"),
		list("Amina Fadumo Hodan Khadija Layla Nasra Yasmin Zahra"),
		list("Abdullahi Bilal Hamza Ibrahim Khalid Omar Tariq Yusuf")},
	{6, false,
		list("Bhatt Chaudhary Desai Iyer Kapoor Mehta Chen Huang Liu Park Kang Tanaka"),
		list("Anjali Divya Lakshmi Meera Priti Hana Jia Mei Soo-jin Yuki"),
		list("Arjun Dev Kiran Rohan Vikram Hiro Jin Jun-ho Wei Kenji")},
}

// hyphenated is how many of a hundred households carry both names of a couple, outside Spanish ones.
const hyphenated = 7
